import { headers } from 'next/headers';
import { forbidden, notFound, redirect } from 'next/navigation';
import { getRuntime } from '#server/runtime/runtime.ts';
import { type Account, readAccount } from './account.ts';
import type { MyMerchant, SignedInPerson } from './authorise.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from './context.ts';
import type { Permission } from './permissions.ts';
import { REQUEST_PATH_HEADER } from './request-path.ts';
import { currentToken, requireContext, requirePerson } from './require-context.ts';
import { safePath } from './safe-path.ts';

/**
 * `requireContext` for a page or layout: who is not signed in goes to the sign-in page and comes back, a merchant that is
 * not theirs does not exist, and a missing permission shows the page that says so.
 */
export async function pageContext<P extends Permission>(
  merchantSlug: string,
  permission: P,
): Promise<Context<P>> {
  try {
    return await requireContext(merchantSlug, permission);
  } catch (error) {
    return await turnAway(error);
  }
}

/** `requirePerson` for a page: who is not signed in goes to the sign-in page. */
export async function pagePerson(
  merchantSlug?: string,
): Promise<{ person: SignedInPerson; merchants: MyMerchant[] }> {
  try {
    return await requirePerson(merchantSlug);
  } catch (error) {
    return await turnAway(error);
  }
}

/** The account of who is signed in, for the page of it: who is not goes to the sign-in page. */
export async function pageAccount(): Promise<Account> {
  try {
    return await readAccount(getRuntime(), await currentToken());
  } catch (error) {
    return await turnAway(error);
  }
}

/** Sends on who is on a page of signing in and has nothing left to do there: `goTo` when they are in, else to its beginning. */
export async function leaveSignIn(goTo: string): Promise<never> {
  const isIn = await requirePerson().then(
    () => true,
    () => false,
  );
  return redirect(isIn ? goTo : '/signin');
}

async function turnAway(error: unknown): Promise<never> {
  if (error instanceof NotSignedIn) {
    // Without the proxy there is no header; then one comes back to the start page.
    const path = safePath((await headers()).get(REQUEST_PATH_HEADER));
    redirect(path === '/' ? '/signin' : `/signin?${new URLSearchParams({ callbackUrl: path })}`);
  }
  if (error instanceof NotFound) notFound();
  if (error instanceof Forbidden) forbidden();
  throw error;
}

import { forbidden, notFound, redirect } from 'next/navigation';
import type { MyMerchant, SignedInPerson } from './authorise.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from './context.ts';
import type { Permission } from './permissions.ts';
import { requireContext, requirePerson } from './require-context.ts';

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
    return turnAway(error, `/${merchantSlug}`);
  }
}

/** `requirePerson` for a page: who is not signed in goes to the sign-in page. */
export async function pagePerson(): Promise<{ person: SignedInPerson; merchants: MyMerchant[] }> {
  try {
    return await requirePerson();
  } catch (error) {
    return turnAway(error, '/');
  }
}

function turnAway(error: unknown, path: string): never {
  if (error instanceof NotSignedIn) redirect(`/signin?${new URLSearchParams({ callbackUrl: path })}`);
  if (error instanceof NotFound) notFound();
  if (error instanceof Forbidden) forbidden();
  throw error;
}

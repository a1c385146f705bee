import { inScope } from '#db/client.ts';
import { listAuthenticators } from '#db/queries/authenticators.ts';
import { findIdentity, findIdentityOf } from '#db/queries/identities.ts';
import { findUserByEmail, lockUser } from '#db/queries/users.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { openHalfSession } from '#server/auth/open-session.ts';
import { isLocked } from '#server/auth/sign-in-lock.ts';
import type { Config } from '#server/config/config.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { beginErrand, type Errand, endErrand, type Identity } from './provider.ts';

/** Why single sign-on let nobody in. `nobody` never says whether the account, its state or the provider's word was in the way. */
export const SIGN_ON_REFUSALS = ['failed', 'nobody', 'locked'] as const;
export type SignOnRefusal = (typeof SIGN_ON_REFUSALS)[number];

type Process = Pick<Runtime, 'db' | 'clock' | 'ids' | 'config' | 'log'>;

/** The address to which the provider sends a browser back; it has to know it. */
function redirectUriOf({ publicUrl }: Pick<Config, 'publicUrl'>): string {
  return `${publicUrl}/api/sso/callback`;
}

/** Where a browser is sent, and with what it has to come back; `failed` where there is no provider or it cannot be reached. */
export async function startSignOn({
  config,
  log,
}: Pick<Runtime, 'config' | 'log'>): Promise<Result<{ address: string; errand: Errand }, 'failed'>> {
  if (!config.sso) return err('failed');
  try {
    return ok(await beginErrand(config.sso, redirectUriOf(config)));
  } catch {
    log.warn('single sign-on: the provider could not be reached or read');
    return err('failed');
  }
}

/**
 * Opens a session for whom the provider says it is, which waits for the second factor of their account exactly as one of a password.
 * Only somebody who is here already: whom the provider was linked to before, or, for the first time, whose e-mail address the
 * provider says is verified and equals the account's; then the second factor links the two. Nobody and nothing else is made.
 */
export async function finishSignOn(
  runtime: Process,
  { query, errand, browser }: { query: string; errand: Errand | null; browser: string | null },
): Promise<Result<{ userId: UserId; sessionSecret: string }, SignOnRefusal>> {
  const { config, log } = runtime;
  if (!config.sso || !errand) return err('failed');
  const told = await endErrand(config.sso, new URL(`${redirectUriOf(config)}${query}`), errand);
  if (!told.ok) {
    log.warn({ ...told.error }, 'single sign-on came to nothing');
    return err('failed');
  }
  const found = await findWhom(runtime, told.value);
  if (found) return enter(runtime, found, told.value, browser);
  log.info({ reason: 'unknown' }, 'single sign-on refused');
  return err('nobody');
}

/** Whose account it may be, and whether the two are still to be linked. */
type Found = { userId: UserId; isNew: boolean };

async function findWhom({ db }: Process, { issuer, subject, email }: Identity): Promise<Found | null> {
  const linked = await inScope(db, { system: true }, (tx) => findIdentity(tx, issuer, subject));
  if (linked) return { userId: linked.userId, isNew: false };
  if (email === null) return null;
  const person = await inScope(db, { signInEmail: email }, (tx) => findUserByEmail(tx, email));
  return person && { userId: person.id, isNew: true };
}

/** Decides while the person's row is locked. */
async function enter(
  runtime: Process,
  { userId, isNew }: Found,
  { issuer, subject }: Identity,
  browser: string | null,
): Promise<Result<{ userId: UserId; sessionSecret: string }, SignOnRefusal>> {
  const at = runtime.clock.now();
  return inScope(runtime.db, { userId }, async (tx) => {
    const user = await lockUser(tx, userId);
    if (!user) return err('nobody');
    if (isLocked(user, at)) return err('locked');
    const known = await findIdentityOf(tx, userId, issuer);
    const fits = isNew ? known === null : known?.subject === subject;
    const hasFactor = (await listAuthenticators(tx, userId)).length > 0;
    // Who has no second factor yet sets one up with the password alone: the provider's word must not do.
    const reason = (user.disabledAt && 'disabled') || (!fits && 'another') || (!hasFactor && 'no_factor');
    if (!reason) {
      const link = isNew ? { issuer, subject } : null;
      const sessionSecret = await openHalfSession(runtime, tx, { userId, browser, via: 'sso', link });
      return ok({ userId, sessionSecret });
    }
    runtime.log.info({ userId, reason }, 'single sign-on refused');
    await recordEverywhere(tx, userId, runtime.config.auditKey, {
      ...{ at, action: 'sign_in', result: 'refused', data: { reason, by: 'sso' } },
    });
    return err('nobody');
  });
}

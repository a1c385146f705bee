import { inScope } from '#db/client.ts';
import { countRecoveryCodes, listAuthenticators } from '#db/queries/authenticators.ts';
import { listIdentities } from '#db/queries/identities.ts';
import { deleteSessionById, deleteSessionsBut, listSessions } from '#db/queries/sessions.ts';
import {
  findUser,
  listMerchantsOfUser,
  lockUser,
  setFailedSignIns,
  updateDetails,
} from '#db/queries/users.ts';
import type { FactorKind } from '#db/schema/authenticators.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import type { Id } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { tellOfChange } from '#server/people/tell-of-change.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { NotSignedIn } from './context.ts';
import { wasUsed } from './earlier-passwords.ts';
import { nameBrowser } from './name-browser.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { type PasswordFlaw, passwordFlaw } from './password-rule.ts';
import { findSession } from './session.ts';
import { hashSessionSecret, type SessionToken } from './session-token.ts';
import { setPassword } from './set-password.ts';
import { giveRecoveryCodes } from './set-up-factor.ts';
import { afterWrongTry, isLocked } from './sign-in-lock.ts';

/** One browser in which the person is signed in. */
export type ShownSession = {
  id: Id<'session'>;
  browser: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  isThis: boolean;
};

/** What a person sees of their own account. */
export type Account = {
  name: string;
  email: string;
  /** In which they are written to. */
  locale: Locale;
  /** That of a merchant of theirs: moments are shown in it. */
  timeZone: string;
  factors: { id: string; kind: FactorKind; label: string; lastUsedAt: Date | null }[];
  recoveryCodesLeft: number;
  /** Since when the account is linked to the provider of single sign-on; null: it is not, `undefined`: there is none. */
  linkedAt?: Date | null;
  sessions: ShownSession[];
};

/** The account of who is signed in. Throws NotSignedIn. */
export async function readAccount(runtime: Runtime, token: SessionToken | null): Promise<Account> {
  if (!token) throw new NotSignedIn();
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const session = await findSession(tx, token, at, { touch: true });
    if (!session) throw new NotSignedIn();
    const [place] = await listMerchantsOfUser(tx, token.userId);
    const factors = await listAuthenticators(tx, token.userId);
    const { sso } = runtime.config;
    const [identity] = sso ? await listIdentities(tx, token.userId) : [];
    const sessions = (await listSessions(tx, token.userId, at)).filter(({ factorAt }) => factorAt !== null);
    return {
      name: session.user.name,
      email: session.user.email,
      locale: session.user.locale,
      timeZone: place?.merchant.timeZone ?? 'UTC',
      factors: factors.map(({ id, kind, label, lastUsedAt }) => ({ id, kind, label, lastUsedAt })),
      recoveryCodesLeft: await countRecoveryCodes(tx, token.userId),
      ...(sso && { linkedAt: identity?.linkedAt ?? null }),
      sessions: sessions.map(({ id, browser, createdAt, lastSeenAt, secretHash }) => ({
        ...{ id, browser: browser && nameBrowser(browser), createdAt, lastSeenAt },
        isThis: secretHash === hashSessionSecret(token.secret),
      })),
    };
  });
}

/** Ends one of the person's own sessions, or all but this one; how many there were. */
export async function endSessions(
  runtime: Runtime,
  token: SessionToken,
  which: { id: string } | 'others',
): Promise<number> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    // Locked first: whoever is signing in at this moment is done before, and is ended too, or begins after.
    const user = await lockUser(tx, token.userId);
    if (!user || !(await findSession(tx, token, at, { touch: true }))) throw new NotSignedIn();
    const ended =
      which === 'others'
        ? await deleteSessionsBut(tx, token.userId, hashSessionSecret(token.secret))
        : await deleteSessionById(tx, token.userId, which.id);
    if (ended === 0) return 0;
    await recordEverywhere(tx, token.userId, runtime.config.auditKey, {
      ...{ at, action: 'user.sessions_ended', result: 'done' },
      data: { sessions: ended, by: 'self' },
    });
    return ended;
  });
}

/** Changes what the person is called and in which language they are written to. */
export async function changeDetails(
  runtime: Runtime,
  token: SessionToken,
  details: { name: string; locale: Locale },
): Promise<void> {
  await inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const user = await lockUser(tx, token.userId);
    if (!user || !(await findSession(tx, token, at, { touch: true }))) throw new NotSignedIn();
    const changed = [user.name !== details.name && 'name', user.locale !== details.locale && 'locale'];
    const said = changed.filter(Boolean).join(' ');
    if (!said) return;
    await updateDetails(tx, user.id, details);
    // What somebody is or was called is not kept here: it could not be forgotten.
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at, action: 'user.changed', result: 'done' },
      data: { changed: said },
    });
  });
}

/** Ten recovery codes in the place of those there were; shown this once. */
export async function renewRecoveryCodes(runtime: Runtime, token: SessionToken): Promise<string[]> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const user = await lockUser(tx, token.userId);
    if (!user || !(await findSession(tx, token, at, { touch: true }))) throw new NotSignedIn();
    const codes = await giveRecoveryCodes(tx, user, at);
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at, action: 'factor.codes_made', result: 'done' },
      data: {},
    });
    await tellOfChange(runtime, tx, user, 'codes');
    return codes;
  });
}

/** Why a password stays as it is. `wrong`: the one of now is not right. */
export type PasswordRefusal = PasswordFlaw | 'wrong' | 'locked';

/**
 * Gives the person another password when they know the one of now; wrong tries count with those of signing in. Every session of
 * theirs ends, this one too: they sign in with the new one.
 */
export async function changePassword(
  runtime: Runtime,
  token: SessionToken,
  { current, next }: { current: string; next: string },
): Promise<Result<null, PasswordRefusal>> {
  const before = await inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const session = await findSession(tx, token, runtime.clock.now(), { touch: true });
    return session && findUser(tx, token.userId);
  });
  if (!before) throw new NotSignedIn();
  if (isLocked(before, runtime.clock.now())) return err('locked');
  const flaw = passwordFlaw(next, before.email);
  // Hashing happens between the transactions, never inside one.
  const isRight = await verifyPassword(before.passwordHash, current);
  if (isRight && flaw) return err(flaw);
  if (isRight && (await wasUsed(before, next))) return err('used');
  const passwordHash = isRight ? await hashPassword(next) : null;
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const user = await lockUser(tx, token.userId);
    if (!user || !(await findSession(tx, token, at, { touch: true }))) throw new NotSignedIn();
    if (isLocked(user, at)) return err('locked');
    const keep = (result: 'done' | 'refused') =>
      recordEverywhere(tx, user.id, runtime.config.auditKey, {
        ...{ at, action: 'password.changed', result },
        data: { by: 'self' },
      });
    if (passwordHash === null || user.passwordHash !== before.passwordHash) {
      const tries = afterWrongTry(user, at);
      await setFailedSignIns(tx, user.id, tries.failedSignIns, tries.lockedUntil);
      await keep('refused');
      return err('wrong');
    }
    await setPassword(tx, user.id, passwordHash);
    await keep('done');
    await tellOfChange(runtime, tx, user, 'password');
    return ok(null);
  });
}

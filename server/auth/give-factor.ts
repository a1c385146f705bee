import { inScope, type Tx } from '#db/client.ts';
import { listAuthenticators } from '#db/queries/authenticators.ts';
import { insertIdentity } from '#db/queries/identities.ts';
import { changeSession, type SessionRow } from '#db/queries/sessions.ts';
import { lockUser, type UserRow } from '#db/queries/users.ts';
import type { FactorKind } from '#db/schema/authenticators.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { tellOfChange } from '#server/people/tell-of-change.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { openWholeSession } from './open-session.ts';
import { askToSign } from './passkeys.ts';
import { type FactorRefusal, type GivenFactor, proveFactor, toPasskey } from './prove-factor.ts';
import { findHalfSession, findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';
import type { SignedIn } from './sign-in.ts';

/** What signing in and confirming need of the process. */
export type Doorway = Pick<Runtime, 'db' | 'clock' | 'ids' | 'config' | 'log'>;

/** What asking a browser's passkey to sign takes; see `@simplewebauthn/browser`. */
export type SigningRequest = Awaited<ReturnType<typeof askToSign>>;

/**
 * Completes a sign-in with a second factor: the session before it ends, and a whole one with a new secret begins. The first time by
 * single sign-on the account is linked in the same commit, and its owner told. `over`: the time for it has run out, or somebody was
 * faster.
 */
export async function giveFactor(
  runtime: Runtime,
  token: SessionToken,
  given: GivenFactor,
): Promise<Result<SignedIn, FactorRefusal | 'over'>> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    // Locked first: of two tabs with the same code the second one finds it used, or its session gone.
    const user = await lockUser(tx, token.userId);
    const half = user && (await findHalfSession(tx, token, at));
    if (!user || !half) return err('over');
    const proven = await proveFactor(runtime, tx, { user, row: half.row }, given, 'sign_in');
    if (!proven.ok) return proven;
    const { linkIssuer: issuer, linkSubject: subject } = half.row;
    const isLinking = issuer !== null && subject !== null;
    if (isLinking && !(await insertIdentity(tx, { userId: user.id, issuer, subject, linkedAt: at })))
      return err('over');
    const entered = await enter(runtime, tx, { user, row: half.row }, proven.value);
    if (entered.ok && isLinking) {
      await recordEverywhere(tx, user.id, runtime.config.auditKey, {
        ...{ at, action: 'sso.linked', result: 'done', data: { issuer } },
      });
      await tellOfChange(runtime, tx, user, 'sso_linked');
    }
    return entered;
  });
}

/** Opens the whole session of a person whose second factor is proven, and says so in the audit of each of their merchants. */
export async function enter(
  runtime: Doorway,
  tx: Tx,
  { user, row }: { user: UserRow; row: SessionRow },
  factor: string,
): Promise<Result<SignedIn, 'over'>> {
  const sessionSecret = await openWholeSession(runtime, tx, row);
  if (sessionSecret === null) return err('over');
  await recordEverywhere(tx, user.id, runtime.config.auditKey, {
    ...{ at: runtime.clock.now(), action: 'sign_in', result: 'done' },
    data: { factor, ...(row.via === 'sso' && { by: 'sso' }) },
  });
  runtime.log.info({ userId: user.id, factor, via: row.via }, 'sign-in');
  return ok({ userId: user.id, sessionSecret, locale: user.locale });
}

/** Shows once more, in a whole session, that it is still them: what needs a fresh factor is open for the next five minutes. */
export async function confirmFactor(
  runtime: Doorway,
  token: SessionToken,
  given: GivenFactor,
): Promise<Result<null, FactorRefusal | 'over'>> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const user = await lockUser(tx, token.userId);
    const session = user && (await findSession(tx, token, at, { touch: true }));
    if (!user || !session) return err('over');
    const proven = await proveFactor(runtime, tx, { user, row: session.row }, given, 'factor.confirmed');
    if (!proven.ok) return proven;
    await changeSession(tx, session.row, { factorAt: at });
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at, action: 'factor.confirmed', result: 'done' },
      data: { factor: proven.value },
    });
    return ok(null);
  });
}

/** What the person's passkeys are to sign next in this session, whole or half; `none` when there is no passkey. */
export async function askPasskey(
  runtime: Doorway,
  token: SessionToken,
): Promise<Result<SigningRequest, 'over' | 'none'>> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const session =
      (await findHalfSession(tx, token, at)) ?? (await findSession(tx, token, at, { touch: false }));
    if (!session) return err('over');
    const passkeys = (await listAuthenticators(tx, token.userId)).flatMap((one) => toPasskey(one) ?? []);
    if (passkeys.length === 0) return err('none');
    const request = await askToSign(runtime.config, passkeys);
    await changeSession(tx, session.row, { challenge: request.challenge, challengeAt: at });
    return ok(request);
  });
}

/** Which second factors somebody may be asked for, what came before, and whether the factor is to link the two. */
export type AskedFactors = { kinds: FactorKind[]; via: SessionRow['via']; isLinking: boolean };

/** The same for a browser; no kinds mean that a factor is to be set up. Null: nobody. */
export async function findAskedFactors(
  runtime: Pick<Runtime, 'db' | 'clock'>,
  token: SessionToken | null,
): Promise<AskedFactors | null> {
  if (!token) return null;
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const half = await findHalfSession(tx, token, runtime.clock.now());
    if (!half) return null;
    const kinds = (await listAuthenticators(tx, token.userId)).map(({ kind }) => kind);
    const { via, linkSubject } = half.row;
    return { kinds: [...new Set(kinds)], via, isLinking: linkSubject !== null };
  });
}

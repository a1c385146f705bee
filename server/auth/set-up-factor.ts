import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { inScope, type Tx, violatedConstraint } from '#db/client.ts';
import { insertAuthenticator, listAuthenticators, replaceRecoveryCodes } from '#db/queries/authenticators.ts';
import { changeSession, type SessionRow } from '#db/queries/sessions.ts';
import { lockUser, type UserRow } from '#db/queries/users.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { messages } from '#server/i18n/messages.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { seal, unseal } from '#server/terminals/seal.ts';
import { type Doorway, enter } from './give-factor.ts';
import { askToMake, type Made, verifyMade } from './passkeys.ts';
import { takeChallenge, toPasskey } from './prove-factor.ts';
import { createRecoveryCodes, hashRecoveryCode } from './recovery-codes.ts';
import { findHalfSession, findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';
import type { SignedIn } from './sign-in.ts';
import { createTotpSecret, inGroups, judgeCode, totpAddress } from './totp.ts';

/** A secret nobody has confirmed yet: shown to be taken into an app, and sealed to come back with its first code. */
export type TotpDraft = { sealed: string; typed: string; address: string };

/** A second factor to be kept. */
export type NewFactor = { kind: 'totp'; draft: string; code: string } | { kind: 'passkey'; made: Made };

/**
 * `wrong`: the first code or the passkey proves nothing. `draft_over`: it took too long. `known`: that passkey is there already.
 * `too_many`: there are as many as one person may have.
 */
export type NewFactorRefusal = 'wrong' | 'draft_over' | 'known' | 'too_many';

/** As many second factors as somebody has at hand; more are a heap that nobody looks through. */
const MOST_FACTORS = 10;

/** What having a browser make a passkey takes; see `@simplewebauthn/browser`. */
export type MakingRequest = Awaited<ReturnType<typeof askToMake>>;

/** From the secret on the screen to its first code. */
const DRAFT_MS = 30 * 60_000;

const draftContent = z.object({ secret: z.string(), until: z.number() });

/** A new secret for the person's app. Kept nowhere: it comes back sealed, with the first code. */
export function draftTotp(
  { config, clock }: Pick<Runtime, 'config' | 'clock'>,
  user: Pick<UserRow, 'id' | 'email'>,
): TotpDraft {
  const secret = createTotpSecret(randomBytes);
  const content = JSON.stringify({ secret, until: clock.now().getTime() + DRAFT_MS });
  return {
    sealed: seal(config.sealingKeys, { userId: user.id, field: 'factor_draft' }, content),
    typed: inGroups(secret),
    address: totpAddress(secret, { issuer: 'Vezne', account: user.email }),
  };
}

/** The draft for who gave the password and has no second factor yet; `over` when that is nobody, `exists` when there is one. */
export async function beginSetUp(
  runtime: Doorway,
  token: SessionToken | null,
): Promise<Result<TotpDraft, 'over' | 'exists'>> {
  if (!token) return err('over');
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const half = await findHalfSession(tx, token, runtime.clock.now());
    if (half?.row.via !== 'password') return err('over');
    const hasOne = (await listAuthenticators(tx, token.userId)).length > 0;
    return hasOne ? err('exists') : ok(draftTotp(runtime, half.user));
  });
}

/** What a browser is to make a passkey of, in this session, whole or half. */
export async function askForPasskey(
  runtime: Doorway,
  token: SessionToken,
): Promise<Result<MakingRequest, 'over'>> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const session =
      (await findHalfSession(tx, token, at)) ?? (await findSession(tx, token, at, { touch: true }));
    if (!session) return err('over');
    const known = (await listAuthenticators(tx, token.userId)).flatMap((one) => toPasskey(one) ?? []);
    const request = await askToMake(runtime.config, session.user, known);
    await changeSession(tx, session.row, { challenge: request.challenge, challengeAt: at });
    return ok(request);
  });
}

/**
 * The first second factor of a person, set up with nothing but the password: only while there is none. Answers the recovery codes,
 * which are shown this once; the sign-in goes on with `finishSetUp`.
 */
export async function setUpFactor(
  runtime: Doorway,
  token: SessionToken,
  factor: NewFactor,
): Promise<Result<string[], NewFactorRefusal | 'over' | 'exists'>> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const user = await lockUser(tx, token.userId);
    const half = user && (await findHalfSession(tx, token, at));
    // The word of a provider of single sign-on does not stand in for the password: who took the factors away took that away too.
    if (!user || half?.row.via !== 'password') return err('over');
    if ((await listAuthenticators(tx, user.id)).length > 0) return err('exists');
    const stored = await storeFactor(runtime, tx, { user, row: half.row }, factor);
    if (!stored.ok) return stored;
    const codes = await giveRecoveryCodes(tx, user, at);
    await changeSession(tx, half.row, { setUpAt: at });
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at, action: 'factor.added', result: 'done' },
      data: { factor: factor.kind },
    });
    return ok(codes);
  });
}

/** Lets in who set up a second factor in this very session and has put the recovery codes away. */
export async function finishSetUp(runtime: Doorway, token: SessionToken): Promise<Result<SignedIn, 'over'>> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const user = await lockUser(tx, token.userId);
    const half = user && (await findHalfSession(tx, token, runtime.clock.now()));
    if (!user || !half || half.row.setUpAt === null) return err('over');
    return enter(runtime, tx, { user, row: half.row }, 'set_up');
  });
}

/** Keeps a second factor once it has shown that it works, up to ten; the person's row must be locked. */
export async function storeFactor(
  { config, clock, ids }: Pick<Runtime, 'config' | 'clock' | 'ids'>,
  tx: Tx,
  { user, row }: { user: UserRow; row: SessionRow },
  factor: NewFactor,
): Promise<Result<null, NewFactorRefusal>> {
  const at = clock.now();
  if ((await listAuthenticators(tx, user.id)).length >= MOST_FACTORS) return err('too_many');
  const id = ids.next('authenticator');
  const label = messages[user.locale].factor.names[factor.kind];
  const empty = { sealedSecret: null, lastStep: null, ...NO_PASSKEY };
  const common = { userId: user.id, id, label, createdAt: at, lastUsedAt: at };
  switch (factor.kind) {
    case 'totp': {
      const secret = openDraft(config, user, factor.draft, at);
      if (secret === null) return err('draft_over');
      const judged = judgeCode(secret, factor.code, at, null);
      if (judged.kind !== 'right') return err('wrong');
      const place = { userId: user.id, authenticatorId: id, field: 'factor' } as const;
      const sealedSecret = seal(config.sealingKeys, place, secret);
      await insertAuthenticator(tx, {
        ...empty,
        ...common,
        kind: 'totp',
        sealedSecret,
        lastStep: judged.step,
      });
      return ok(null);
    }
    case 'passkey': {
      const challenge = await takeChallenge(tx, row, at);
      const passkey = challenge === null ? null : await verifyMade(config, factor.made, challenge);
      if (!passkey) return err('wrong');
      const isNew = await insertAlone(tx, { ...empty, ...common, kind: 'passkey', ...passkey });
      return isNew ? ok(null) : err('known');
    }
    default:
      return assertNever(factor);
  }
}

const NO_PASSKEY = { credentialId: null, publicKey: null, signCount: null, transports: null };

/** In a transaction of its own inside the other, which otherwise could not go on after a refusal. */
async function insertAlone(tx: Tx, row: Parameters<typeof insertAuthenticator>[1]): Promise<boolean> {
  try {
    await tx.transaction((inner) => insertAuthenticator(inner, row));
    return true;
  } catch (error) {
    if (violatedConstraint(error) === 'authenticators_credential') return false;
    throw error;
  }
}

/** Ten new recovery codes in place of all before; only their hashes stay. */
export async function giveRecoveryCodes(tx: Tx, user: Pick<UserRow, 'id'>, at: Date): Promise<string[]> {
  const codes = createRecoveryCodes(randomBytes);
  await replaceRecoveryCodes(
    tx,
    user.id,
    codes.flatMap((code) => hashRecoveryCode(code) ?? []),
    at,
  );
  return codes;
}

function openDraft(
  { sealingKeys }: Runtime['config'],
  user: Pick<UserRow, 'id'>,
  sealed: string,
  at: Date,
): string | null {
  try {
    const text = unseal(sealingKeys, { userId: user.id, field: 'factor_draft' }, sealed);
    const { secret, until } = draftContent.parse(JSON.parse(text));
    return at.getTime() <= until ? secret : null;
  } catch {
    // Not of ours, or of another person, or of a key that is gone: to be begun again either way.
    return null;
  }
}

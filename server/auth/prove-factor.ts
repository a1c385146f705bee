import type { Tx } from '#db/client.ts';
import {
  type AuthenticatorRow,
  listAuthenticators,
  noteUse,
  spendRecoveryCode,
} from '#db/queries/authenticators.ts';
import { changeSession, type SessionRow } from '#db/queries/sessions.ts';
import { setFailedSignIns, type UserRow } from '#db/queries/users.ts';
import type { FactorKind } from '#db/schema/authenticators.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { unseal } from '#server/terminals/seal.ts';
import { type Signed, type StoredPasskey, verifySigned } from './passkeys.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { afterWrongTry, isLocked } from './sign-in-lock.ts';
import { judgeCode } from './totp.ts';

export type { FactorKind };

/** What somebody shows beside the password. */
export type GivenFactor =
  | { kind: 'totp'; code: string }
  | { kind: 'recovery'; code: string }
  | { kind: 'passkey'; signed: Signed };

/** What convinced. */
export type UsedFactor = FactorKind | 'recovery';

/** `used`: a right code that was used before. `locked`: no try is accepted for now. */
export type FactorRefusal = 'wrong' | 'used' | 'locked';

type Proving = Pick<Runtime, 'clock' | 'config'>;

/** What a passkey is to sign is asked for and signed within this time. */
const CHALLENGE_MS = 5 * 60_000;

/**
 * Whether what is given proves the person, and uses it up. The person's row must be locked, so that the same code given twice at
 * once is right once. A wrong try counts like a wrong password, and is in the audit under `action`; nothing else may follow it in
 * the transaction, since the audit's lock is taken.
 */
export async function proveFactor(
  runtime: Proving,
  tx: Tx,
  { user, row }: { user: UserRow; row: SessionRow },
  given: GivenFactor,
  action: AuditEntry['action'],
): Promise<Result<UsedFactor, FactorRefusal>> {
  const at = runtime.clock.now();
  if (isLocked(user, at)) return err('locked');
  const outcome = await judge(runtime, tx, { user, row }, given);
  if (outcome !== 'wrong' && outcome !== 'used') return ok(outcome);
  const tries = afterWrongTry(user, at);
  await setFailedSignIns(tx, user.id, tries.failedSignIns, tries.lockedUntil);
  await recordEverywhere(tx, user.id, runtime.config.auditKey, {
    ...{ at, action, result: 'refused' },
    data: {
      factor: given.kind,
      cause: outcome,
      tries: tries.failedSignIns,
      isLocked: tries.lockedUntil !== null,
    },
  });
  return err(outcome);
}

async function judge(
  runtime: Proving,
  tx: Tx,
  { user, row }: { user: UserRow; row: SessionRow },
  given: GivenFactor,
): Promise<UsedFactor | 'wrong' | 'used'> {
  const at = runtime.clock.now();
  switch (given.kind) {
    case 'totp':
      return judgeTotp(runtime, tx, user, given.code);
    case 'recovery': {
      const hash = hashRecoveryCode(given.code);
      return hash && (await spendRecoveryCode(tx, user.id, hash, at)) ? 'recovery' : 'wrong';
    }
    case 'passkey':
      return judgePasskey(runtime, tx, { user, row }, given.signed);
    default:
      return assertNever(given);
  }
}

async function judgeTotp(
  { config, clock }: Proving,
  tx: Tx,
  user: UserRow,
  code: string,
): Promise<'totp' | 'wrong' | 'used'> {
  const at = clock.now();
  let isUsed = false;
  for (const one of await listAuthenticators(tx, user.id)) {
    if (one.sealedSecret === null) continue;
    const place = { userId: user.id, authenticatorId: one.id, field: 'factor' } as const;
    const judged = judgeCode(unseal(config.sealingKeys, place, one.sealedSecret), code, at, one.lastStep);
    if (judged.kind === 'right') {
      await noteUse(tx, one, { lastUsedAt: at, lastStep: judged.step });
      return 'totp';
    }
    isUsed ||= judged.kind === 'used';
  }
  return isUsed ? 'used' : 'wrong';
}

async function judgePasskey(
  { config, clock }: Proving,
  tx: Tx,
  { user, row }: { user: UserRow; row: SessionRow },
  signed: Signed,
): Promise<'passkey' | 'wrong'> {
  const at = clock.now();
  const challenge = await takeChallenge(tx, row, at);
  const known = (await listAuthenticators(tx, user.id)).find(
    ({ credentialId }) => credentialId === signed.id,
  );
  const passkey = known && toPasskey(known);
  if (challenge === null || !passkey) return 'wrong';
  const signCount = await verifySigned(config, signed, challenge, passkey);
  if (signCount === null) return 'wrong';
  await noteUse(tx, known, { lastUsedAt: at, signCount });
  return 'passkey';
}

/** What a passkey was asked to sign in this session, once; null when that was never or long ago. */
export async function takeChallenge(tx: Tx, row: SessionRow, at: Date): Promise<string | null> {
  const { challenge, challengeAt } = row;
  if (challenge === null || challengeAt === null) return null;
  await changeSession(tx, row, { challenge: null, challengeAt: null });
  return at.getTime() - challengeAt.getTime() <= CHALLENGE_MS ? challenge : null;
}

/** A stored second factor as a passkey; null when it is none. */
export function toPasskey({
  credentialId,
  publicKey,
  signCount,
  transports,
}: AuthenticatorRow): StoredPasskey | null {
  if (credentialId === null || publicKey === null || signCount === null) return null;
  return { credentialId, publicKey, signCount, transports: transports ?? [] };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { inScope, type Tx } from '#db/client.ts';
import {
  findUserByEmail,
  lockUser,
  setFailedSignIns,
  setPasswordHash,
  type UserRow,
} from '#db/queries/users.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { openHalfSession } from './open-session.ts';
import { hashPassword, isOutdatedHash, MAX_PASSWORD_LENGTH, verifyPassword } from './password.ts';
import { createRateLimit } from './rate-limit.ts';
import { afterWrongTry, isLocked, tryAsStranger } from './sign-in-lock.ts';

/** A person whose browser is given a session; the secret goes into its token and is nowhere else in clear text. */
export type SignedIn = { userId: UserId; sessionSecret: string; locale: Locale };

/** What was typed, as it came, and what the browser calls itself. */
export type SignInInput = { email: unknown; password: unknown; browser?: string };

/** `wrong` never says whether the address or the password was. `locked`: no try is accepted for now. */
export type SignInRefusal = 'wrong' | 'locked';

/** Refusals are answered no sooner than this, whatever they cost, so that their time tells nothing. */
const REFUSAL_MS = 350;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/;

const credentials = z.object({
  email: z
    .string()
    .max(320)
    .transform((text) => text.trim())
    .refine((text) => text.length > 0 && !CONTROL.test(text)),
  // A password is taken as it is, spaces included; only what no keyboard types is refused.
  password: z
    .string()
    .min(1)
    .max(MAX_PASSWORD_LENGTH)
    .refine((text) => !text.includes('\u0000')),
});

/**
 * Checks e-mail and password and opens a session that waits for the second factor. Ten wrong tries in a row, of passwords and
 * codes together, lock the person for 30 minutes; a person who does not exist, is disabled or mistyped gets the same answer
 * after the same time. A refusal is in the audit of every merchant the person works for, in the same commit. Throws when the
 * database is away or too many people sign in at once.
 */
export async function signIn(
  runtime: Runtime,
  input: SignInInput,
  { refuseAfterMs = REFUSAL_MS } = {},
): Promise<Result<SignedIn, SignInRefusal>> {
  const earliestRefusal = sleep(refuseAfterMs);
  const result = await checkCredentials(runtime, input);
  if (!result.ok) await earliestRefusal;
  return result;
}

async function checkCredentials(
  runtime: Runtime,
  input: SignInInput,
): Promise<Result<SignedIn, SignInRefusal>> {
  const parsed = credentials.safeParse(input);
  if (!parsed.success) return err('wrong');
  const { email, password } = parsed.data;
  const person = await inScope(runtime.db, { signInEmail: email }, (tx) => findUserByEmail(tx, email));
  // Hashing happens between the transactions, never inside one.
  const isRight = await verifyPassword(person?.passwordHash ?? null, password);
  if (!person) {
    const refusal = tryAsStranger(email, runtime.clock.now());
    runtime.log.info({ reason: 'unknown', refusal }, 'sign-in refused');
    return err(refusal);
  }
  const newHash = isRight && isOutdatedHash(person.passwordHash) ? await hashPassword(password) : null;
  const isHeard = isLocked(person, runtime.clock.now()) && knocks.take(person.id, runtime.clock.now());
  const checked = { person, isRight, newHash, isHeard, browser: input.browser ?? null };
  const result = await inScope(runtime.db, { userId: person.id }, (tx) => decide(runtime, tx, checked));
  runtime.log.info({ userId: person.id, ...(result.ok ? {} : { refusal: result.error }) }, 'sign-in');
  return result;
}

/** `isHeard`: should the person be locked, this try goes into the audit. */
type Checked = {
  person: UserRow;
  isRight: boolean;
  newHash: string | null;
  isHeard: boolean;
  browser: string | null;
};

/** Decides while the person's row is locked, so that tries at the same moment still count one after another. */
async function decide(
  runtime: Runtime,
  tx: Tx,
  { person, isRight, newHash, isHeard, browser }: Checked,
): Promise<Result<SignedIn, SignInRefusal>> {
  const at = runtime.clock.now();
  const user = await lockUser(tx, person.id);
  if (!user) return err('wrong');
  const keep = (result: AuditEntry['result'], data: AuditEntry['data']) =>
    recordEverywhere(tx, user.id, runtime.config.auditKey, { at, action: 'sign_in', result, data });
  if (isLocked(user, at)) {
    if (isHeard) await keep('refused', { reason: 'locked' });
    return err('locked');
  }
  // The password may have been changed while the old one was being checked.
  if (!isRight || user.disabledAt || user.passwordHash !== person.passwordHash) {
    const tries = afterWrongTry(user, at);
    await setFailedSignIns(tx, user.id, tries.failedSignIns, tries.lockedUntil);
    const reason = isRight && user.disabledAt ? 'disabled' : 'wrong';
    await keep('refused', {
      reason,
      tries: tries.failedSignIns,
      isLocked: tries.lockedUntil !== null,
    });
    return err('wrong');
  }
  // The count of wrong tries goes on until the second factor: who knows the password must not have a fresh ten guesses for each.
  const sessionSecret = await openHalfSession(runtime, tx, { userId: user.id, browser });
  if (newHash) await setPasswordHash(tx, user.id, newHash);
  return ok({ userId: user.id, sessionSecret, locale: user.locale });
}

/** The tenth wrong try is in the audit with its lock; hammering on a locked door must not fill the chain nor hold it. */
const knocks = createRateLimit({ burst: 1, perMinute: 1 });

import { setTimeout as sleep } from 'node:timers/promises';
import { changeScope, inScope, type Tx } from '#db/client.ts';
import { lockMemberships } from '#db/queries/members.ts';
import { countResetsSince, hasReset, insertReset, takeReset } from '#db/queries/password-resets.ts';
import { findUser, findUserByEmail, listMerchantsOfUser, type UserRow } from '#db/queries/users.ts';
import { record } from '#server/audit/record.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { type Context, NotFound, type SystemContext } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import { wasUsed } from '#server/auth/earlier-passwords.ts';
import { hashPassword } from '#server/auth/password.ts';
import { type PasswordFlaw, passwordFlaw } from '#server/auth/password-rule.ts';
import { setPassword } from '#server/auth/set-password.ts';
import { isId, type UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { hashSecret } from '#server/transactions/callback-address.ts';
import { resetLetter } from './letters.ts';
import { tellOfChange } from './tell-of-change.ts';

const HOUR_MS = 3_600_000;
/** For so long the address in a letter opens: one that somebody asked for themselves, and one that an administrator sends. */
const HOURS = { asked: 1, sent: 24 } as const;
/** As many letters somebody is sent in an hour, whoever asks. */
const MOST_IN_AN_HOUR = 3;

/** Whoever asks waits at least this long, so that the time tells nobody who works here. */
const ANSWER_MS = 600;

/**
 * Sends a letter in which a new password can be chosen to whoever has this address and works anywhere. Everybody is answered the
 * same, after the same time: nothing says who exists.
 */
export async function requestReset(
  runtime: Runtime,
  email: string,
  { answerAfterMs = ANSWER_MS } = {},
): Promise<void> {
  const earliest = sleep(answerAfterMs);
  await sendIfKnown(runtime, email);
  await earliest;
}

async function sendIfKnown(runtime: Runtime, email: string): Promise<void> {
  const person = await inScope(runtime.db, { signInEmail: email }, (tx) => findUserByEmail(tx, email));
  if (!person || person.disabledAt || !runtime.mail) {
    runtime.log.info({ isKnown: person !== null }, 'password reset not sent');
    return;
  }
  await inScope(runtime.db, { userId: person.id }, async (tx) => {
    const at = runtime.clock.now();
    const [place] = await listMerchantsOfUser(tx, person.id);
    const sent = await countResetsSince(tx, person.id, new Date(at.getTime() - HOUR_MS));
    if (!place || sent >= MOST_IN_AN_HOUR) return;
    const ctx = createSystemContext(runtime, place.merchant, 'password-reset');
    await sendLetter(ctx, tx, person, HOURS.asked);
  });
}

/**
 * The same for somebody who works here, sent by an administrator, who never gets to know the address nor the password. Throws
 * NotFound for anybody else.
 */
export async function sendReset(
  ctx: Context<'users:manage'>,
  userId: UserId,
): Promise<Result<null, { kind: 'no_mail' | 'disabled' }>> {
  const merchantId = ctx.merchant.id;
  if (!ctx.mail) return err({ kind: 'no_mail' });
  return ctx.inTransaction(async (tx) => {
    const [membership] = await lockMemberships(tx, merchantId, [userId]);
    const person = membership && (await findUser(tx, userId));
    if (!person) throw new NotFound();
    if (person.disabledAt || membership.disabledAt) return err({ kind: 'disabled' });
    await sendLetter(ctx, tx, person, HOURS.sent);
    await record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'user.reset_sent',
      objectId: userId,
      result: 'done',
      data: {},
    });
    return ok(null);
  });
}

/** Sends the letter itself, and leaves the transaction in the scope of the context's merchant. */
export async function sendLetter(
  ctx: Context | SystemContext,
  tx: Tx,
  person: UserRow,
  hours: number,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const secret = ctx.ids.secret();
  await changeScope(tx, { merchantId, userId: person.id });
  await insertReset(tx, {
    secretHash: hashSecret(secret),
    userId: person.id,
    createdAt: at,
    expiresAt: new Date(at.getTime() + hours * HOUR_MS),
  });
  await changeScope(tx, { merchantId });
  await queueMail(ctx, tx, {
    kind: 'password_reset',
    aboutId: person.id,
    transactionId: null,
    letter: resetLetter(ctx, person, { secret, hours }),
  });
}

/** Why no password was chosen. `gone`: the address opens nothing, or nothing any more. */
export type ChooseFailure = { kind: 'gone' } | { kind: 'password'; flaw: PasswordFlaw };

type Process = Pick<Runtime, 'db' | 'clock' | 'config'>;

/** Whose password can be chosen with a token, and in which language they read; null when it opens nothing. */
export async function readReset(
  runtime: Process,
  token: string,
): Promise<{ email: string; locale: Locale } | null> {
  const person = await whoseReset(runtime, token);
  return person && { email: person.email, locale: person.locale };
}

async function whoseReset({ db, clock }: Process, token: string): Promise<UserRow | null> {
  const key = readResetToken(token);
  if (!key) return null;
  return inScope(db, { userId: key.userId }, async (tx) => {
    if (!(await hasReset(tx, key.userId, key.secretHash, clock.now()))) return null;
    const person = await findUser(tx, key.userId);
    return person?.disabledAt ? null : person;
  });
}

/**
 * Gives whoever has the address of a letter the password they chose, once. All their sessions end and they sign in anew, with
 * everything that signing in asks for: the letter stands for the password alone. They are written to, should it not have been them.
 */
export async function choosePassword(
  runtime: Runtime,
  token: string,
  password: string,
): Promise<Result<null, ChooseFailure>> {
  const key = readResetToken(token);
  const person = await whoseReset(runtime, token);
  if (!key || !person) return err({ kind: 'gone' });
  const flaw = passwordFlaw(password, person.email);
  if (flaw) return err({ kind: 'password', flaw });
  if (await wasUsed(person, password)) return err({ kind: 'password', flaw: 'used' });
  const passwordHash = await hashPassword(password);
  return inScope(runtime.db, { userId: key.userId }, async (tx) => {
    const at = runtime.clock.now();
    if (!(await takeReset(tx, key.userId, key.secretHash, at))) return err({ kind: 'gone' });
    await setPassword(tx, key.userId, passwordHash);
    await recordEverywhere(tx, key.userId, runtime.config.auditKey, {
      at,
      action: 'password.changed',
      result: 'done',
      data: { by: 'letter' },
    });
    await tellOfChange(runtime, tx, person, 'password');
    return ok(null);
  });
}

function readResetToken(token: string): { userId: UserId; secretHash: string } | null {
  const [, user, secret] = /^([0-9a-z]{26})([\w-]{43})$/.exec(token) ?? [];
  const userId = `usr_${user ?? ''}`;
  return secret && isId('user', userId) ? { userId, secretHash: hashSecret(secret) } : null;
}

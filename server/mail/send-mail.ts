import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { lockMail, type MailRow, updateMail } from '#db/queries/mails.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { MailId } from '#server/kernel/ids.ts';
import { openLetter } from './letter.ts';
import type { CarriedMail } from './mail-carrier.ts';
import { nextTry } from './next-try.ts';

/**
 * Hands a queued letter that is due to the mail server and keeps what came of it. Of a letter nobody knows whether it was
 * taken; it is handed over again under the same number, since a second copy does less harm than none.
 */
export async function sendMail(ctx: SystemContext, workerKey: number, id: MailId): Promise<void> {
  const { mail } = ctx;
  if (!mail) return;
  const merchantId = ctx.merchant.id;
  const row = await ctx.inTransaction(async (tx) => {
    const current = await lockMail(tx, merchantId, id);
    if (current?.state !== 'queued' || current.dueAt > ctx.clock.now()) return null;
    await updateMail(tx, current, { state: 'sending', workerKey });
    return current;
  });
  if (!row?.sealedLetter) return;
  const letter = openLetter(ctx.sealingKeys, { merchantId, mailId: id }, row.sealedLetter);
  const carried = await mail.carry(letter, id);
  await ctx.inTransaction(async (tx) => {
    const current = await lockMail(tx, merchantId, id);
    if (current?.state === 'sending' && current.workerKey === workerKey)
      await settle(ctx, tx, current, carried);
  });
}

/** A letter that should be on its way and has lost its job or its worker is due again. */
export async function recoverMail(ctx: SystemContext, id: MailId, isInHands: boolean): Promise<void> {
  const merchantId = ctx.merchant.id;
  await ctx.inTransaction(async (tx) => {
    const current = await lockMail(tx, merchantId, id);
    if (!current || current.endedAt) return;
    if (current.state === 'sending') {
      if (isInHands) return;
      await settle(ctx, tx, current, { kind: 'not_now', cause: 'lost' });
      return;
    }
    await ctx.enqueue(tx, { queue: 'send-mail', data: { merchantId, mailId: id }, onceInSeconds: 20 });
  });
}

async function settle(ctx: SystemContext, tx: Tx, row: MailRow, carried: CarriedMail): Promise<void> {
  const { merchantId, id, transactionId } = row;
  const at = ctx.clock.now();
  const tries = row.tries + (carried.kind === 'handed_over' ? 0 : 1);
  const again = carried.kind === 'not_now' ? nextTry(tries, at) : null;
  const reason = reasonOf(carried);
  if (again) {
    await updateMail(tx, row, { state: 'queued', tries, reason, dueAt: again, workerKey: null });
    await ctx.enqueue(tx, { queue: 'send-mail', data: { merchantId, mailId: id }, startAfter: again });
    return;
  }
  const isSent = carried.kind === 'handed_over';
  const state = isSent ? 'sent' : 'failed';
  await updateMail(tx, row, { state, tries, reason, sealedLetter: null, workerKey: null, endedAt: at });
  if (transactionId) await announce(tx, { merchantId, topic: 'transaction', id: transactionId });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor,
    action: 'mail.ended',
    objectId: row.aboutId,
    result: isSent ? 'done' : 'refused',
    data: { kind: row.kind, mail: id, reason },
  });
}

function reasonOf(carried: CarriedMail): string | null {
  switch (carried.kind) {
    case 'handed_over':
      return null;
    case 'turned_down':
      return 'turned_down';
    case 'not_now':
      return carried.cause;
  }
}

import type { Tx } from '#db/client.ts';
import { insertMail } from '#db/queries/mails.ts';
import type { MailKind } from '#db/schema/mails.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { MailId, TransactionId } from '#server/kernel/ids.ts';
import { type Letter, maskAddress, sealLetter } from './letter.ts';

/** What a letter is for. */
export type MailWish = {
  kind: MailKind;
  /** The slip or file it brings. */
  aboutId: string;
  /** In whose timeline it stands, if in any. */
  transactionId: TransactionId | null;
  letter: Letter;
};

/**
 * Stores a letter with its job in the caller's transaction; the worker hands it over and tries again while the mail server
 * is away. Ask `ctx.mail` first: where no mail server is set up (null) nothing may be promised. Takes the audit's lock: call it last.
 */
export async function queueMail(ctx: Context | SystemContext, tx: Tx, wish: MailWish): Promise<MailId> {
  const merchantId = ctx.merchant.id;
  const id = ctx.ids.next('mail');
  const at = ctx.clock.now();
  const maskedTo = maskAddress(wish.letter.to);
  await insertMail(tx, {
    merchantId,
    id,
    kind: wish.kind,
    aboutId: wish.aboutId,
    transactionId: wish.transactionId,
    askedBy: ctx.actor.kind === 'user' ? ctx.actor.id : null,
    maskedTo,
    sealedLetter: sealLetter(ctx.sealingKeys, { merchantId, mailId: id }, wish.letter),
    state: 'queued',
    createdAt: at,
    dueAt: at,
  });
  await ctx.enqueue(tx, { queue: 'send-mail', data: { merchantId, mailId: id } });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
    action: 'mail.queued',
    objectId: wish.aboutId,
    result: 'done',
    data: { kind: wish.kind, mail: id },
  });
  return id;
}

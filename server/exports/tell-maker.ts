import type { Tx } from '#db/client.ts';
import { type FileExportRow, findColleague } from '#db/queries/exports.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { messages } from '#server/i18n/messages.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import { storedWish } from './export-wish.ts';

/**
 * Tells who scheduled a file that it is there, or that there is none, in the caller's transaction: with the address of the
 * page it can be fetched from by whoever may, never with the file. Takes the audit's lock: call it last.
 */
export async function tellMaker(
  ctx: SystemContext,
  tx: Tx,
  row: FileExportRow,
  outcome: 'ready' | 'failed',
): Promise<void> {
  if (row.scheduleId === null || !ctx.mail) return;
  const { merchant } = ctx;
  const maker = await findColleague(tx, merchant.id, row.createdBy);
  if (!maker) return;
  const words = messages[storedWish.parse(row.wish).locale].exports.mail;
  const fill = (text: string) =>
    text
      .replaceAll('{merchant}', merchant.name)
      .replaceAll('{name}', maker.name)
      .replaceAll('{address}', `${ctx.publicUrl}/${merchant.slug}/exports`);
  const { subject, text } = words[outcome];
  await queueMail(ctx, tx, {
    kind: 'export',
    aboutId: row.id,
    transactionId: null,
    letter: { to: maker.email, subject: fill(subject), text: fill(text), attachment: null },
  });
}

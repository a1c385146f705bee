import { createTranslator } from 'next-intl';
import { type Context, NotFound } from '#server/auth/context.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import { getSlip, type SlipDetail } from './get-slip.ts';
import { recordCopy } from './record-copy.ts';
import { renderPdf } from './render-pdf.ts';
import { slipText } from './slip-text.ts';
import { chooseVersion, receiptOf, type SlipVersion } from './slip-version.ts';

/** To whom a slip is sent, in which language, and which of its slips. */
export type MailSlipWish = { to: string; language: Locale; copy: SlipVersion };

/**
 * Sends a slip as a PDF, marked as a duplicate: counted as a mail in the commit in which the letter is stored. Throws
 * NotFound for an id that is malformed, unknown or another merchant's.
 */
export async function mailSlip(
  ctx: Context<'receipts:print'>,
  id: string,
  { to, language, copy }: MailSlipWish,
): Promise<Result<null, { kind: 'not_ready' | 'no_mail' }>> {
  if (!ctx.mail) return err({ kind: 'no_mail' });
  const slip = await getSlip(ctx, id);
  if (!slip.facts) return err({ kind: 'not_ready' });
  const version = chooseVersion(slip.printed, copy);
  if (version !== copy) throw new NotFound();
  const receipt = receiptOf(slip.facts, slip.printed, version, language, { kind: 'file' });
  const bytes = await renderPdf(receipt, '80', slip.reference);
  await ctx.inTransaction(async (tx) => {
    await recordCopy(ctx, tx, slip.id, 'mail');
    await queueMail(ctx, tx, {
      kind: 'receipt',
      aboutId: slip.id,
      transactionId: slip.id,
      letter: {
        to,
        ...wordsOf(ctx, slip, language),
        attachment: { filename: `slip-${slip.reference}.pdf`, contentType: 'application/pdf', bytes },
      },
    });
  });
  return ok(null);
}

function wordsOf(
  { merchant }: Context,
  { kind, amount, createdAt }: SlipDetail,
  language: Locale,
): { subject: string; text: string } {
  const said = messages[language];
  const say = createTranslator({ locale: language, messages: said, namespace: 'slip.mail.letter' });
  const kinds = createTranslator({ locale: language, messages: said, namespace: 'transactions.kind' });
  const text = slipText(language, merchant.calendar.timeZone);
  const { name } = merchant;
  return {
    subject: say('subject', { merchant: name }),
    text: say('text', {
      merchant: name,
      kind: kinds(kind),
      amount: text.amount(amount),
      time: `${text.date(createdAt)} ${text.time(createdAt)}`,
    }),
  };
}

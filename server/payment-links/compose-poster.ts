import { createTranslator } from 'next-intl';
import type { Merchant } from '#server/auth/context.ts';
import { messages } from '#server/i18n/messages.ts';
import { printable } from '#server/receipts/printable.ts';
import type { Receipt, ReceiptLine } from '#server/receipts/receipt.ts';
import { slipText } from '#server/receipts/slip-text.ts';
import type { LinkView } from './link-view.ts';

/**
 * The code of a page to pay on, ready for any paper, in the language of its payer; null while it cannot be paid, or for those who
 * may not see the link. Pure.
 */
export function composePoster(
  { name, calendar }: Pick<Merchant, 'name' | 'calendar'>,
  { url, expiresAt, sale, price, description, language }: PosterFacts,
  isSandbox: boolean,
): Receipt | null {
  if (url === null || expiresAt === null) return null;
  const namespace = 'paymentLink.printPage';
  const say = createTranslator({ locale: language, messages: messages[language], namespace });
  const text = slipText(language, calendar.timeZone);
  const centred = (line: string, style: { bold?: boolean; large?: boolean } = {}): ReceiptLine => ({
    kind: 'text',
    centre: [{ text: printable(line), ...style }],
  });
  return {
    mark: null,
    lines: [
      centred(name, { bold: true, large: true }),
      { kind: 'rule' },
      centred(description),
      { kind: 'feed', lines: 1 },
      centred(text.amount(price), { bold: true, large: true }),
      { kind: 'feed', lines: 1 },
      { kind: 'qr', text: url },
      { kind: 'feed', lines: 1 },
      centred(say('scan'), { bold: true }),
      centred(say('until', { time: `${text.date(expiresAt)} ${text.time(expiresAt)}` })),
      centred(say('zone', { zone: calendar.timeZone })),
      { kind: 'rule' },
      centred(sale.reference),
      ...(isSandbox ? [centred(say('sandbox'), { bold: true })] : []),
    ],
  };
}

type PosterFacts = Pick<LinkView, 'url' | 'expiresAt' | 'price' | 'description' | 'language'> & {
  sale: Pick<LinkView['sale'], 'reference'>;
};

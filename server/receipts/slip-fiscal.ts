import type { TransactionRow } from '#db/queries/transactions.ts';
import { maskNumber } from '#server/kernel/mask.ts';
import { fiscalDetails } from '#server/transactions/fiscal.ts';
import type { ReceiptLine } from './receipt.ts';
import type { SlipText } from './slip-text.ts';

type Source = Pick<TransactionRow, 'amountMinor' | 'surchargeMinor' | 'currency' | 'fiscal'>;

/** Of a buyer's tax number no more than this stands on a slip, and nothing else of a buyer: slips lie about. */
const SHOWN_DIGITS = 3;

/** What the goods cost and what paying in instalments costs on top; nothing where they are the same as the amount. */
export function surchargeLines(source: Source, { say, amount }: SlipText): ReceiptLine[] {
  const { amountMinor, surchargeMinor, currency } = source;
  if (surchargeMinor === 0) return [];
  return [
    line(say('price'), amount({ minor: amountMinor - surchargeMinor, currency })),
    line(say('surcharge'), amount({ minor: surchargeMinor, currency })),
  ];
}

/** Which fiscal document belongs to the sale, and to whom it is made out where that is not a final consumer. */
export function paperLines({ fiscal }: Source, { say }: SlipText): ReceiptLine[] {
  const details = fiscalDetails.parse(fiscal);
  if (!details) return [];
  const { document, buyer } = details;
  return [
    line(say('document'), say(`documents.${document}`)),
    ...(buyer ? [line(say(`buyer.${buyer.kind}`), maskNumber(buyer.taxNumber, SHOWN_DIGITS))] : []),
  ];
}

function line(label: string, value: string): ReceiptLine {
  return { kind: 'text', left: [{ text: label }], right: [{ text: value }] };
}

import type { TransactionRow } from '#db/queries/transactions.ts';
import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import { vatTotals } from '#server/kernel/vat.ts';
import { refundLines, saleLines } from '#server/transactions/lines.ts';
import { printable } from './printable.ts';
import type { ReceiptLine } from './receipt.ts';
import type { SlipText } from './slip-text.ts';

type Source = Pick<TransactionRow, 'kind' | 'lines' | 'currency'>;
type Item = SaleLine & { paidMinor: number };

/** The goods of a fiscal sale or refund with the VAT inside their prices; nothing where an operation went by amount. */
export function itemLines(source: Source, text: SlipText): ReceiptLine[] {
  const items = readItems(source);
  if (items.length === 0) return [];
  return [
    { kind: 'rule' },
    ...items.flatMap((item) => itemOf(item, source, text)),
    ...vatLines(items, source, text),
  ];
}

/** What was paid, or goes back, for each line. */
function readItems({ kind, lines }: Source): Item[] {
  if (kind === 'refund') {
    return refundLines.parse(lines).map((line) => ({ ...line, paidMinor: line.refundMinor }));
  }
  return saleLines.parse(lines).map((line) => ({ ...line, paidMinor: line.totalMinor }));
}

function itemOf(item: Item, { kind, currency }: Source, { say, figures }: SlipText): ReceiptLine[] {
  const percent = say('percent', { rate: item.vatRate });
  const rest = item.grossMinor - item.paidMinor;
  const hasDetail = item.quantity > 1 || rest !== 0;
  return [
    {
      kind: 'text',
      left: [{ text: printable(item.name) }],
      right: [{ text: `${percent}  ${figures({ minor: item.paidMinor, currency })}` }],
    },
    ...(hasDetail
      ? [line(`${quantityOf(item, say)} x ${figures({ minor: item.unitPriceMinor, currency })}`)]
      : []),
    // Of a refund the rest is what stays paid, which is no discount.
    ...(rest > 0 && kind !== 'refund' ? [line(say('discount'), figures({ minor: -rest, currency }))] : []),
  ];
}

function quantityOf({ quantity, unitCode }: Item, say: SlipText['say']): string {
  switch (unitCode) {
    case 'C62':
    case 'KGM':
    case 'LTR':
    case 'MTR':
    case 'HUR':
      return `${quantity} ${say(`unit.${unitCode}`)}`;
    default:
      return `${quantity} ${printable(unitCode)}`;
  }
}

/** A table of three columns; the figures end below each other, as wide as the longest of them needs. */
function vatLines(items: Item[], { currency }: Source, { say, figures }: SlipText): ReceiptLine[] {
  const totals = vatTotals(items);
  const vatMinor = totals.reduce((sum, total) => sum + total.vatMinor, 0);
  const rows = [
    { left: say('vat'), paid: say('vatOf'), vat: say('vatPart') },
    ...totals.map((total) => ({
      left: say('percent', { rate: total.rate }),
      paid: figures({ minor: total.paidMinor, currency }),
      vat: figures({ minor: total.vatMinor, currency }),
    })),
  ];
  const vatWidth = Math.max(...rows.map(({ vat }) => vat.length));
  return [
    { kind: 'rule' },
    ...rows.map(
      ({ left, paid, vat }): ReceiptLine => ({
        kind: 'text',
        left: [{ text: left }],
        right: [{ text: `${paid}  ${vat.padStart(vatWidth)}` }],
      }),
    ),
    {
      kind: 'text',
      left: [{ text: say('vatTotal'), bold: true }],
      right: [{ text: figures({ minor: vatMinor, currency }), bold: true }],
    },
  ];
}

function line(left: string, right?: string): ReceiptLine {
  return { kind: 'text', left: [{ text: `  ${left}` }], right: right ? [{ text: right }] : undefined };
}

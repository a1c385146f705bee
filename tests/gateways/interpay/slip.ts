import type { SlipLine } from '../shared/drawn-terminal.ts';
import { toScreenText } from './amounts.ts';
import type { BookEntry } from './book.ts';
import { applicationOf } from './cards.ts';
import { torontoTime } from './toronto.ts';

/** Whose copy a slip is. */
export type Copy = 'Customer' | 'Merchant';

/** What stands on top of every slip of a device. */
export type SlipHead = { merchant: string; device: string };

type Style = 'LG' | 'B' | 'INV';

/** One printed line; a blank one has no text at all. Styles from the outside in. */
export type PrintedLine = { left?: string; right?: string; centre?: string; styles?: readonly Style[] };

type Words = Record<
  'sale' | 'refund' | 'void' | 'amount' | 'tip' | 'total' | 'approved' | 'declined' | 'notApproved' | 'keep',
  string
> & { copy: Record<Copy, string>; cancelled: readonly [top: string, bottom: string] };

const english: Words = {
  sale: 'Sale',
  refund: 'Refund',
  void: 'Void',
  amount: 'AMOUNT:',
  tip: 'TIP:',
  total: 'TOTAL AMT:',
  approved: 'APPROVED',
  declined: 'DECLINED',
  notApproved: 'NOT APPROVED',
  keep: 'Keep this slip for your records',
  copy: { Customer: 'CUSTOMER COPY', Merchant: 'MERCHANT COPY' },
  cancelled: ['* CANCELED ', ' CANCELED *'],
};

const french: Words = {
  sale: 'Achat',
  refund: 'Remboursement',
  void: 'Annulation',
  amount: 'MONTANT :',
  tip: 'POURBOIRE :',
  total: 'TOTAL :',
  approved: 'APPROUVÉE',
  declined: 'REFUSÉE',
  notApproved: 'NON APPROUVÉE',
  keep: 'Conservez ce relevé',
  copy: { Customer: 'COPIE CLIENT', Merchant: 'COPIE COMMERÇANT' },
  cancelled: ['* ANNULÉE ', ' ANNULÉE *'],
};

const blank: PrintedLine = {};

/** What a terminal calls the session: sale, refund or void. */
export function kindOf(entry: BookEntry): string {
  const words = wordsOf(entry);
  return entry.state === 'voided' ? words.void : words[entry.kind];
}

/** The lines the terminal prints for a session that has ended. */
export function printedLines(entry: BookEntry, copy: Copy, head: SlipHead): PrintedLine[] {
  const words = wordsOf(entry);
  const isCancelled = entry.state === 'cancelled';
  const banner = (text: string): PrintedLine[] =>
    isCancelled ? [{ centre: text, styles: ['INV', 'B', 'LG'] }, blank] : [];
  return [
    blank,
    ...banner(words.cancelled[0]),
    { centre: head.merchant, styles: ['LG'] },
    { centre: head.device },
    blank,
    momentLine(entry),
    { centre: isCancelled ? '' : kindOf(entry), styles: ['LG'] },
    { left: `Trans #: ${entry.transaction}`, right: `Batch #: ${entry.batch}`, styles: ['LG'] },
    blank,
    ...cardLines(entry),
    { left: 'Reference Id:', right: entry.secureId },
    blank,
    ...amountLines(entry, words),
    blank,
    ...answerLines(entry, words),
    ...chipLines(entry),
    blank,
    ...(copy === 'Customer' ? [{ centre: words.keep }] : []),
    { centre: words.copy[copy], styles: ['B'] },
    blank,
    ...banner(words.cancelled[1]),
  ];
}

function wordsOf(entry: BookEntry): Words {
  return entry.lang === 'F' ? french : english;
}

/** Zeros when nothing was processed, §11.6. */
function momentLine(entry: BookEntry): PrintedLine {
  if (entry.state === 'cancelled') return { left: '00/00/0000', right: '00:00:00' };
  const at = torontoTime(Date.parse(entry.voidedAt ?? entry.endedAt ?? entry.startedAt));
  const [year, month, day] = at.date.split('-');
  return { left: `${month}/${day}/${year}`, right: at.time };
}

function cardLines(entry: BookEntry): PrintedLine[] {
  if (!entry.card) return [];
  const { account } = applicationOf(entry.card);
  return [
    { left: account, right: entry.card.entryMode },
    { left: `${'*'.repeat(12)}${entry.card.lastFourDigits}` },
  ];
}

function amountLines(entry: BookEntry, words: Words): PrintedLine[] {
  const tip = entry.chargedMinor - entry.amountMinor;
  const isTipped = entry.chargedMinor > 0 && tip > 0;
  const total = isTipped ? entry.chargedMinor : entry.amountMinor;
  return [
    { left: words.amount, right: toScreenText(entry.amountMinor) },
    ...(isTipped ? [{ left: words.tip, right: toScreenText(tip) }] : []),
    { left: words.total, right: toScreenText(total), styles: ['LG'] },
  ];
}

function answerLines(entry: BookEntry, words: Words): PrintedLine[] {
  const { state } = entry;
  if (state === 'cancelled') return [{ left: 'Resp:', right: entry.text }];
  if (state === 'declined') {
    return [
      { left: words.notApproved, right: entry.code, styles: ['INV', 'B'] },
      { left: 'Resp:', right: entry.text === 'DECLINED' ? words.declined : entry.text },
    ];
  }
  return [
    { left: 'Resp:', right: words.approved },
    { left: 'Code:', right: entry.auth },
    { left: 'Ref #:', right: entry.hostReference },
    { left: 'Trace Number', right: entry.trace },
  ];
}

function chipLines(entry: BookEntry): PrintedLine[] {
  if (!entry.card || entry.card.entryMode === 'Swipe') return [];
  const { appName, aid } = applicationOf(entry.card);
  return [
    { left: 'App Name:', right: appName },
    { left: 'AID:', right: aid },
    { left: 'TVR:', right: entry.card.entryMode === 'CHIP Contact' ? '0000008000' : '0000000000' },
  ];
}

/** The same lines as the drawn terminal shows them on its paper. */
export function paperLines(lines: readonly PrintedLine[]): SlipLine[] {
  return lines.map(({ left = '', right, centre, styles = [] }) => ({
    left: centre ?? left,
    ...(right === undefined ? {} : { right }),
    ...(centre === undefined ? {} : { isCentred: true }),
    ...(styles.includes('LG') || styles.includes('B') ? { isStrong: true } : {}),
    ...(styles.includes('INV') ? { isInverse: true } : {}),
  }));
}

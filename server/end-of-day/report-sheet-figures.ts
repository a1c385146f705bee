import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { SheetBlock, SheetColumn, SheetFact, SheetRow } from '#server/receipts/sheet.ts';
import type { OursLine, ReportContent } from './report.ts';
import { type SheetWords, SILENT } from './sheet-words.ts';

type Money = Omit<OursLine, 'acquirerId' | 'acquirerName'>;
const KINDS = ['sale', 'capture', 'refund', 'void'] as const;
const HEADS = { sale: 'sales', capture: 'captures', refund: 'refunds', void: 'voids' } as const;

/** What our side is made of: by kind and acquirer, by type of card where it is told, and the whole of a fiscal day. Pure. */
export function oursBlocks(content: ReportContent, words: SheetWords): SheetBlock[] {
  const { say } = words;
  const { ours, totalsBy, fiscal } = content;
  const cards = content.sheet?.cards ?? [];
  const names = new Map(content.terminal.map((entry) => [entry.acquirerId, entry.acquirerName]));
  // Some devices name the acquirer only at the close; then that is what it is called.
  const named = ours.map((line) => ({
    name: words.nameOf(
      { ...line, acquirerName: line.acquirerName ?? names.get(line.acquirerId) ?? null },
      totalsBy,
    ),
    line,
  }));
  const sorted = cards.map((line) => ({ name: cardName(line, say), line }));
  const paid = fiscal?.map((line) => ({ name: say(`ours.${line.paymentType}`), line })) ?? [];
  const who = say(totalsBy === 'card_brand' ? 'sides.cardType' : 'sides.acquirer');
  return [
    { kind: 'heading', text: say('ours.title') },
    ...(named.length === 0 ? [text(say('ours.none'))] : [moneyTable(who, named, words)]),
    ...(sorted.length === 0
      ? []
      : [heading(say('ours.cards')), moneyTable(say('sides.cardType'), sorted, words)]),
    ...(paid.length === 0
      ? []
      : [
          heading(say('ours.fiscal')),
          moneyTable(say('ours.paymentType'), paid, words),
          text(say('ours.fiscalNote')),
        ]),
  ];
}

function moneyTable(
  who: string,
  lines: readonly { name: string; line: Money }[],
  words: SheetWords,
): SheetBlock {
  const { say } = words;
  const kinds = KINDS.filter((kind) => kind !== 'capture' || lines.some(({ line }) => line.captureCount > 0));
  const end = (head: string): SheetColumn => ({ head, align: 'end' });
  const cells = (name: string, line: Money) => [
    name,
    line.currency,
    ...kinds.flatMap((kind) => {
      const minor = line[`${kind}Minor`];
      const isTakenOff = kind === 'refund' || kind === 'void';
      const shown = isTakenOff ? words.less(minor, line.currency) : words.figures(minor, line.currency);
      return [String(line[`${kind}Count`]), shown];
    }),
    words.figures(line.netMinor, line.currency),
  ];
  const sums = [...Map.groupBy(lines, ({ line }) => line.currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([currency, ofOne]): SheetRow => ({
        isSum: true,
        cells: cells(say('sides.total', { currency }), ofOne.map(({ line }) => line).reduce(plus)),
      }),
    );
  return {
    kind: 'table',
    columns: [
      { head: who, align: 'start' },
      { head: say('sides.currency'), align: 'start' },
      ...kinds.flatMap((kind) => [end(say('sides.count')), end(say(`ours.${HEADS[kind]}`))]),
      end(say('ours.net')),
    ],
    rows: [...lines.map(({ name, line }) => ({ cells: cells(name, line) })), ...sums],
  };
}

function plus(a: Money, b: Money): Money {
  return {
    currency: a.currency,
    saleCount: a.saleCount + b.saleCount,
    saleMinor: a.saleMinor + b.saleMinor,
    captureCount: a.captureCount + b.captureCount,
    captureMinor: a.captureMinor + b.captureMinor,
    refundCount: a.refundCount + b.refundCount,
    refundMinor: a.refundMinor + b.refundMinor,
    voidCount: a.voidCount + b.voidCount,
    voidMinor: a.voidMinor + b.voidMinor,
    netMinor: a.netMinor + b.netMinor,
  };
}

function cardName(
  { cardType, cardBrand }: { cardType: 'credit' | 'debit' | 'prepaid' | null; cardBrand: string | null },
  say: SheetWords['say'],
): string {
  const brand = cardBrand && (CARD_BRANDS.get(cardBrand) ?? cardBrand);
  const parts = [brand, cardType && say(`cardTypes.${cardType}`)].filter(Boolean);
  return parts.length === 0 ? say('unknownCard') : parts.join(', ');
}

/** The other side's figures as they came, whose they are, and what it counted on another day. Pure. */
export function entriesBlocks(content: ReportContent, words: SheetWords): SheetBlock[] {
  const { say } = words;
  const { bank, terminal, totalsBy } = content;
  const title = heading(say(bank ? 'entries.titleBank' : 'entries.title'));
  const sources = bank ? bankFacts(bank, words) : [];
  const facts: SheetBlock[] = sources.length === 0 ? [] : [{ kind: 'facts', facts: sources, columns: 1 }];
  if (terminal.length === 0) return [title, ...facts, text(say('entries.none'))];
  const end = (head: string): SheetColumn => ({ head, align: 'end' });
  const start = (head: string): SheetColumn => ({ head, align: 'start' });
  const table: SheetBlock = {
    kind: 'table',
    columns: [
      start(say(totalsBy === 'card_brand' ? 'sides.cardType' : 'sides.acquirer')),
      start(say('entries.tid')),
      start(say('entries.mid')),
      start(say('sides.currency')),
      end(say('sides.count')),
      end(say('entries.amount')),
      start(say('entries.code')),
      start(say('entries.state')),
    ],
    rows: terminal.map((entry) => ({
      cells: [
        words.nameOf(entry, totalsBy),
        entry.tid ?? SILENT,
        entry.mid ?? SILENT,
        entry.currency,
        entry.count === null ? SILENT : String(entry.count),
        entry.amountMinor === null
          ? `«${(entry.amountText ?? '').slice(0, 24)}»`
          : words.figures(entry.amountMinor, entry.currency),
        entry.code || SILENT,
        say(entry.isClosed ? 'entries.closed' : 'entries.notClosed'),
      ],
    })),
  };
  return [title, ...facts, table, ...lateBlocks(content, words)];
}

function bankFacts(bank: NonNullable<ReportContent['bank']>, { say, at }: SheetWords): SheetFact[] {
  const fact = (label: string, value: string | null): SheetFact[] => (value ? [{ label, value }] : []);
  return [
    ...fact(say('entries.readAt'), bank.readAt && at(bank.readAt, bank.timeZone)),
    ...fact(say('entries.checkedBy'), bank.checkedBy),
    ...fact(say('entries.typedBy'), bank.typedBy),
    ...fact(say('entries.bankNumber'), bank.batchNumber),
    ...fact(say('entries.numberNote'), bank.numberNote),
  ];
}

function lateBlocks({ bank, totalsBy }: ReportContent, words: SheetWords): SheetBlock[] {
  const { say } = words;
  if (!bank || bank.late.length === 0) return [];
  return [
    heading(say('late.title')),
    text(say('late.note')),
    {
      kind: 'table',
      columns: [
        { head: say('facts.bankDay'), align: 'start' },
        { head: say('late.operation'), align: 'start' },
        { head: say('sides.cardType'), align: 'start' },
        { head: say('sides.currency'), align: 'start' },
        { head: say('entries.amount'), align: 'end' },
      ],
      rows: bank.late.map((line) => ({
        cells: [
          words.day(line.bankDate),
          `${say(`kinds.${line.kind}`)} ${line.id}`,
          words.nameOf(line, totalsBy),
          line.currency,
          words.figures(line.amountMinor, line.currency),
        ],
      })),
    },
  ];
}

function heading(words: string): SheetBlock {
  return { kind: 'heading', text: words };
}

function text(words: string): SheetBlock {
  return { kind: 'text', text: words };
}

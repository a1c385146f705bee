import type { CurrencyCode } from '#server/kernel/money.ts';
import type { SheetBlock, SheetColumn, SheetRow } from '#server/receipts/sheet.ts';
import type { ReportContent } from './report.ts';
import { type ReportRow, reportRows, reportTotals } from './report-rows.ts';
import { verdictOf } from './report-verdict.ts';
import { type SheetWords, SILENT } from './sheet-words.ts';
import type { ThreeSides } from './three-sides.ts';

/** What comes of a report, in a word and a sentence. Pure. */
export function verdictBlock(
  content: ReportContent,
  sides: readonly ThreeSides[],
  { say }: SheetWords,
): SheetBlock {
  const { verdict, lines, payments } = verdictOf(content, sides);
  const sentence = () => {
    switch (verdict) {
      case 'agreed':
        if (lines === 0) return say('sentence.agreedNothing');
        return say(content.bank ? 'sentence.agreedBank' : 'sentence.agreed');
      case 'unconfirmed':
        return say(content.bank ? 'sentence.unconfirmedBank' : 'sentence.unconfirmed', { count: lines });
      case 'not_agreed':
        if (payments > 0) return say('sentence.payments', { count: payments });
        return say('sentence.not_agreed', { count: lines });
    }
  };
  return { kind: 'banner', title: say(`verdict.${verdict}`), text: sentence() };
}

/** What stands above and below the three sides. */
export type SidesFrame = { title: string; note: string };

/** How a report frames its own: what was said by the time it was issued. */
function frameAtIssue({ bank }: ReportContent, { say }: SheetWords): SidesFrame {
  return bank
    ? { title: say('sides.titleBank'), note: say('sides.noteBank') }
    : { title: say('sides.title'), note: say('sides.note') };
}

/** Our books beside the terminal and the acquirer, line by line and per currency, and what is wrong with which. Pure. */
export function sidesBlocks(
  content: ReportContent,
  sides: readonly ThreeSides[],
  words: SheetWords,
  frame: SidesFrame = frameAtIssue(content, words),
): SheetBlock[] {
  const { say } = words;
  const { totalsBy } = content;
  const rows = new Map(reportRows(content).map((row) => [keyOf(row), row]));
  const title: SheetBlock = { kind: 'heading', text: frame.title };
  if (sides.length === 0) return [title, { kind: 'text', text: say('sides.none') }];
  const lines = sides.map((side): SheetRow => {
    const row = rows.get(keyOf(side));
    const { currency, oursMinor, terminalMinor, acquirerMinor } = side;
    const name = words.nameOf(
      { ...side, acquirerName: side.acquirerName ?? row?.acquirerName ?? null },
      totalsBy,
    );
    const counts = { ours: row?.ours?.count ?? null, theirs: row?.terminal?.count ?? null };
    const verdict = say(`verdict.${side.verdict}`);
    return {
      cells: cellsOf(
        { name, currency, counts, oursMinor, terminalMinor, acquirerMinor, verdict },
        content,
        words,
      ),
    };
  });
  const table: SheetBlock = {
    kind: 'table',
    columns: columnsOf(content, say),
    rows: [...lines, ...sumRows(content, [...rows.values()], sides, words)],
  };
  const notes = [...rows.values()].flatMap((row) => noteLines(row, content, words));
  return [title, table, ...notes, { kind: 'text', text: frame.note }];
}

function columnsOf({ bank, totalsBy }: ReportContent, say: SheetWords['say']): SheetColumn[] {
  const end = (head: string): SheetColumn => ({ head, align: 'end' });
  return [
    { head: say(totalsBy === 'card_brand' ? 'sides.cardType' : 'sides.acquirer'), align: 'start' },
    { head: say('sides.currency'), align: 'start' },
    end(say('sides.count')),
    end(say('sides.ours')),
    end(say('sides.count')),
    ...(bank ? [] : [end(say('sides.terminal')), end(say('sides.terminalDifference'))]),
    end(say('sides.bank')),
    end(say('sides.bankDifference')),
    { head: say('sides.verdict'), align: 'start' },
  ];
}

type Figures = {
  name: string;
  currency: CurrencyCode;
  counts: { ours: number | null; theirs: number | null };
  oursMinor: number | null;
  terminalMinor: number | null;
  acquirerMinor: number | null;
  verdict: string;
};

function cellsOf(line: Figures, { bank }: ReportContent, { figures, signed }: SheetWords): string[] {
  const { name, currency, counts, oursMinor, terminalMinor, acquirerMinor, verdict } = line;
  const apart = (minor: number | null) => (minor === null ? null : minor - (oursMinor ?? 0));
  return [
    name,
    currency,
    count(counts.ours),
    figures(oursMinor, currency),
    count(counts.theirs),
    ...(bank ? [] : [figures(terminalMinor, currency), signed(apart(terminalMinor), currency)]),
    figures(acquirerMinor, currency),
    signed(apart(acquirerMinor), currency),
    verdict,
  ];
}

function sumRows(
  content: ReportContent,
  rows: readonly ReportRow[],
  sides: readonly ThreeSides[],
  words: SheetWords,
): SheetRow[] {
  return reportTotals(rows).map(({ currency, oursMinor, terminalMinor }) => {
    const ofOne = rows.filter((row) => row.currency === currency);
    const sum: Figures = {
      name: words.say('sides.total', { currency }),
      currency,
      counts: {
        ours: ofOne.reduce((total, { ours }) => total + (ours?.count ?? 0), 0),
        theirs: ofOne.reduce<number | null>((total, { terminal, ours }) => {
          const more = terminal ? terminal.count : ours ? null : 0;
          return total === null || more === null ? null : total + more;
        }, 0),
      },
      oursMinor,
      terminalMinor,
      acquirerMinor: acquirerSum(sides, currency, new Set(ofOne.map(keyOf))),
      verdict: '',
    };
    return { isSum: true, cells: cellsOf(sum, content, words) };
  });
}

/** What the acquirers say together; null while one of whom we hold something says nothing. */
function acquirerSum(
  sides: readonly ThreeSides[],
  currency: CurrencyCode,
  own: ReadonlySet<string>,
): number | null {
  const ofOne = sides.filter((side) => side.currency === currency);
  // A statement may name the terminal alone: then that line is of all of them together.
  const whole = ofOne.find(
    (side) => !own.has(keyOf(side)) && side.acquirerId === '' && side.oursMinor !== null,
  );
  if (whole) return whole.acquirerMinor;
  return ofOne.reduce<number | null>((sum, { acquirerMinor, oursMinor }) => {
    if (acquirerMinor === null) return oursMinor === null ? sum : null;
    return sum === null ? null : sum + acquirerMinor;
  }, 0);
}

function noteLines(row: ReportRow, { bank, totalsBy }: ReportContent, words: SheetWords): SheetBlock[] {
  return row.notes.map((note) => {
    const isOfBank = bank && (note === 'not_listed' || note === 'not_ours');
    const what = isOfBank ? words.say(`notesBank.${note}`) : words.say(`notes.${note}`);
    return { kind: 'text', text: `${words.nameOf(row, totalsBy)}, ${row.currency}: ${what}` };
  });
}

function count(value: number | null): string {
  return value === null ? SILENT : String(value);
}

function keyOf({ acquirerId, currency }: { acquirerId: string; currency: CurrencyCode }): string {
  return `${currency} ${acquirerId}`;
}

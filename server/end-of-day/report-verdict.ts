import { parseDay } from '#server/kernel/time.ts';
import type { ReportContent } from './report.ts';
import { type ThreeSides, threeSides, type Verdict } from './three-sides.ts';

/** What comes of a report as a whole: of how many of its lines, or, where every sum agrees, of how many payments. */
export type ReportVerdict = { verdict: Verdict; lines: number; payments: number };

/** The three sides of a report as they were when it was issued: the acquirer's is what statements had said by then. Pure. */
export function sidesAtIssue(content: ReportContent): ThreeSides[] {
  const day = parseDay(content.bank?.date ?? content.businessDate);
  // What was said stands here only as far as it was of this report.
  const said = (day && content.sheet?.said.map((line) => ({ ...line, day, batchNumber: null }))) ?? [];
  return threeSides(content, said, true);
}

/**
 * Agreed when every side says the same of every line; not agreed when one line differs; otherwise unconfirmed, since somebody
 * says nothing. A bank that is only listed, and of which nobody has anything, is nothing to confirm. Pure.
 */
export function verdictOf(
  { isMatched, bank }: Pick<ReportContent, 'isMatched' | 'bank'>,
  sides: readonly ThreeSides[],
): ReportVerdict {
  const telling = sides.filter((side) => !isIdle(side));
  const linesOf = (verdict: Verdict) => telling.filter((side) => side.verdict === verdict).length;
  const differing = linesOf('not_agreed');
  if (differing > 0) return { verdict: 'not_agreed', lines: differing, payments: 0 };
  if (!isMatched) return { verdict: 'not_agreed', lines: 0, payments: bank?.payments?.length ?? 0 };
  const open = linesOf('unconfirmed');
  if (open > 0) return { verdict: 'unconfirmed', lines: open, payments: 0 };
  return { verdict: 'agreed', lines: telling.length, payments: 0 };
}

function isIdle({ oursMinor, terminalMinor, acquirerMinor, verdict }: ThreeSides): boolean {
  return verdict !== 'not_agreed' && oursMinor === null && !terminalMinor && !acquirerMinor;
}

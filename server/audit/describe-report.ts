import { assertNever } from '#server/kernel/assert-never.ts';
import type { ChainBreak } from './check-chain.ts';
import type { ChainReport } from './verify-chain.ts';

/** Whether nothing speaks against a chain and something outside the database speaks for it. */
export function isProven({ broken, unreadable, entries, heads }: ChainReport): boolean {
  return !broken && unreadable.length === 0 && (entries === 0 || heads > 0);
}

/** What the verification found, for an operator's terminal: one line for the chain, one for each thing wrong. */
export function describeReport(report: ChainReport, directory: string): string {
  const { broken, entries, heads, newestHead, unreadable } = report;
  const lines = [
    broken
      ? `BROKEN at ${describeBreak(broken)}. The ${entries} entries before that are as they were recorded.`
      : `${entries} entries, as they were recorded.`,
    ...(newestHead
      ? [
          `${heads} heads outside, the furthest at entry ${newestHead.sequence} of ${newestHead.at.toISOString()}.`,
        ]
      : []),
    ...(entries > 0 && heads === 0
      ? [`NOT PROVEN: no head was found in ${directory}, so a tail cut off would not be seen.`]
      : []),
    ...unreadable.map((line) => `NOT OURS: ${line} in ${directory} was not written by this product.`),
  ];
  return lines.join('\n    ');
}

function describeBreak(broken: ChainBreak): string {
  switch (broken.kind) {
    case 'changed':
      return `entry ${broken.sequence}: it is not what was recorded there`;
    case 'missing':
      return `entry ${broken.sequence}: it is gone`;
    case 'beyond_head':
      return `entry ${broken.sequence}: it stands behind the end that the chain states`;
    case 'rewritten':
      return broken.sequence === broken.until
        ? `entry ${broken.sequence}: another one was kept outside; an older state was put back`
        : `entry ${broken.sequence} to ${broken.until}: others were kept outside; an older state was put back`;
    default:
      return assertNever(broken);
  }
}

import { getRuntime } from '#server/runtime/runtime.ts';
import { BUYER_MONTHS, RETENTION_KINDS, type RetentionKind, SESSION_MONTHS } from './retention.ts';

/** A kind of data and for how many months this installation keeps it. */
export type ShownRetention = { kind: RetentionKind | 'buyers' | 'sessions'; months: number };

/** How long everything is kept that has its time, the longest first. */
export function shownRetention(): ShownRetention[] {
  const { retention } = getRuntime().config;
  const set = RETENTION_KINDS.map((kind): ShownRetention => ({ kind, months: retention[kind] }));
  const fixed: ShownRetention[] = [
    { kind: 'buyers', months: BUYER_MONTHS },
    { kind: 'sessions', months: SESSION_MONTHS },
  ];
  return [...fixed, ...set].sort((one, other) => other.months - one.months);
}

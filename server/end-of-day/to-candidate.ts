import type { listCandidates } from '#db/queries/variances.ts';
import type { TotalsBy } from '#server/batches/group-names.ts';
import type { Candidate } from './rank-suspects.ts';

/** An operation that a suspect or an explanation names, as it is shown. */
export type NamedOperation = Awaited<ReturnType<typeof listCandidates>>[number];

/** An operation as it may be the cause of a difference. Holds and releases are in no sum, so they cause none. Pure. */
export function toCandidate(one: NamedOperation, by: TotalsBy): Candidate[] {
  const { kind, id, amountMinor, currency, originalId, last4, settledAt, number, batchId } = one;
  if (kind === 'preauthorization' || kind === 'release') return [];
  const group = (by === 'card_brand' ? one.cardBrand : one.acquirerId) ?? '';
  const sentAt = one.sentAt ?? one.createdAt;
  const wasUnknown = one.unknownSince !== null;
  return [
    {
      id,
      kind,
      amountMinor,
      currency,
      originalId,
      last4,
      settledAt,
      number,
      batchId,
      group,
      sentAt,
      wasUnknown,
    },
  ];
}

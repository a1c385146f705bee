import { CHAIN_START, chainHash } from '#server/audit/record.ts';
import type { OurBooks, OurTransaction } from './books.ts';

/**
 * Every transaction has a timeline without a gap that ends in its state, every change of it one audit entry, and the chain
 * of each merchant verifies to its head (INV-13). Empty: nothing is missing.
 */
export function compareTrail(ours: OurBooks, auditKey: Uint8Array): string[] {
  const audit = Map.groupBy(ours.audit, (entry) => entry.objectId);
  return [
    ...ours.transactions.flatMap((row) => [
      ...checkTimeline(ours, row),
      ...checkAudit(
        ours,
        row,
        // Who took a slip along is written down about the operation and moves nothing.
        (audit.get(row.id) ?? [])
          .map((entry) => entry.action)
          .filter((action) => !action.startsWith('receipt.')),
      ),
    ]),
    ...ours.runs.flatMap((run) => {
      const actions = (audit.get(run.id) ?? []).map((entry) => entry.action);
      const wanted = [
        ...(run.state === 'blocked' ? [] : ['requested']),
        ...(run.sentAt ? ['closing'] : []),
        run.state,
      ];
      const missing = wanted.filter((state) => !actions.includes(`end-of-day.${state}`));
      return missing.map((state) => `the audit does not know that the close ${run.id} was ${state}`);
    }),
    ...checkChains(ours, auditKey),
  ];
}

function checkTimeline(ours: OurBooks, row: OurTransaction): string[] {
  const events = ours.events.get(row.id) ?? [];
  const hasGap = events.some((event, at) => event.sequence !== at + 1);
  const settled = events.filter((event) => event.kind === 'settled').map((event) => Object(event.data).state);
  return [
    ...(events[0]?.kind === 'requested' ? [] : [`${row.id} does not begin with its request`]),
    ...(hasGap ? [`the timeline of ${row.id} has a gap`] : []),
    ...(settled.at(-1) === row.state
      ? []
      : [`the timeline of ${row.id} ends ${settled.at(-1)}, not ${row.state}`]),
    // Only a late proof of a charge moves what has ended (INV-7).
    ...(settled.length <= 1 || row.flags.includes('late')
      ? []
      : [`${row.id} ended ${settled.join(', then ')}`]),
  ];
}

/** What a sale hears of its follow-ups is written down at those; everything else has an entry of its own. */
const KEPT_ELSEWHERE = new Set(['followed_up', 'printed']);

function checkAudit(ours: OurBooks, row: OurTransaction, actions: readonly string[]): string[] {
  // A result that came to the address of another one is noted, and moves nothing by that (C6).
  const isNote = (data: unknown) => Object(data).result === 'misdirected';
  const kinds = (ours.events.get(row.id) ?? [])
    .filter(({ data }) => !isNote(data))
    .map((event) => event.kind);
  const wanted = kinds.filter((kind) => !KEPT_ELSEWHERE.has(kind)).map((kind) => `${row.kind}.${kind}`);
  const isSame = [...wanted].sort().join() === [...actions].sort().join();
  return isSame ? [] : [`${row.id} went through ${wanted.join()}, the audit says ${actions.join()}`];
}

function checkChains(ours: OurBooks, auditKey: Uint8Array): string[] {
  const chains = Map.groupBy(ours.audit, (entry) => entry.merchantId);
  return ours.heads.flatMap(({ merchantId, sequence, hash }) => {
    let previous = CHAIN_START;
    for (const [at, entry] of (chains.get(merchantId) ?? []).entries()) {
      const { actorKind, actorId, action, objectId, result } = entry;
      const data = entry.data as Record<string, string | number | boolean | null>;
      const content = {
        at: entry.at,
        actor: { kind: actorKind, id: actorId },
        action,
        objectId,
        result,
        data,
      };
      if (entry.sequence !== at + 1)
        return [`the audit chain of ${merchantId} has a gap before ${entry.sequence}`];
      if (entry.hash !== chainHash(auditKey, merchantId, entry.sequence, content, previous)) {
        return [`the audit chain of ${merchantId} breaks at ${entry.sequence}`];
      }
      previous = entry.hash;
    }
    const length = chains.get(merchantId)?.length ?? 0;
    return length === sequence && previous === hash
      ? []
      : [`the audit chain of ${merchantId} misses its end`];
  });
}

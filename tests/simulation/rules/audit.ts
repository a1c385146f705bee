import type { auditHeads, auditLog } from '#db/schema/audit-log.ts';
import { CHAIN_START, chainHash } from '#server/audit/record.ts';
import type { World } from '../world.ts';
import type { Breaks, Commit } from './rules.ts';

/** INV-13: every change of a state has one audit entry in the same commit. */
export function auditFollows(_world: World, { transactions, runs, changes }: Commit, breaks: Breaks): void {
  const entries = changes.filter(({ table, before }) => table === 'audit_log' && before === null);
  const splits = changes
    .filter(({ table, after }) => table === 'split_sales' && after !== null)
    .map(({ before, after }) => ({ before, after: { id: after?.id, state: after?.state } }));
  for (const { before, after } of [...transactions, ...runs, ...splits]) {
    if (before?.state === after.state) continue;
    const own = entries.filter((entry) => entry.after?.objectId === after.id);
    if (own.length !== 1)
      breaks(
        'INV-13',
        `${after.id} went from ${before?.state} to ${after.state} with ${own.length} audit entries`,
      );
  }
}

/** INV-13: the chain has no gap and verifies. */
export function auditChainHolds(world: World, breaks: Breaks): void {
  const { store } = world.database;
  const log = store.rows('audit_log') as (typeof auditLog.$inferSelect)[];
  const heads = store.rows('audit_heads') as (typeof auditHeads.$inferSelect)[];
  for (const head of heads) {
    const entries = log
      .filter((entry) => entry.merchantId === head.merchantId)
      .sort((a, b) => a.sequence - b.sequence);
    let hash = CHAIN_START;
    for (const [at, { sequence, actorKind, actorId, data, ...entry }] of entries.entries()) {
      const facts = {
        ...entry,
        actor: { kind: actorKind, id: actorId },
        data: data as Record<string, string | number | boolean | null>,
      };
      hash = chainHash(world.config.auditKey, head.merchantId, at + 1, facts, hash);
      if (sequence !== at + 1 || hash !== entry.hash) {
        breaks('INV-13', `the audit chain of ${head.merchantId} breaks at ${sequence}`);
        return;
      }
    }
    if (head.sequence !== entries.length || head.hash !== hash)
      breaks('INV-13', `the head of ${head.merchantId} is not its last entry`);
  }
}

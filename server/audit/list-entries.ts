import { type AuditPlace, type AuditRow, listAuditRows } from '#db/queries/audit.ts';
import { listConnectionDevices, listConnectionRows } from '#db/queries/connections.ts';
import { listBranches, listPeople } from '#db/queries/filter-choices.ts';
import type { Context } from '#server/auth/context.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { type AuditFilter, auditQuery, conditionsOf } from './audit-filter.ts';
import { record } from './record.ts';

/** Entries of one page. */
const PAGE = 50;

/** One page of a search, the people there are, and what the things are called whose ids stand in it. */
export type AuditPage = {
  rows: AuditRow[];
  next: AuditPlace | null;
  people: { id: string; name: string }[];
  things: { id: string; name: string }[];
};

/** Going through the pages of one search, or looking at it again at once, is one reading. */
const readings = createRateLimit({ burst: 1, perMinute: 1 });

/** Searches the audit within what the person may read, and keeps in it that they did and for what. */
export async function listAuditEntries(
  ctx: Context<'audit:read'>,
  filter: AuditFilter,
  after: AuditPlace | null,
): Promise<AuditPage> {
  const { merchant, actor, clock } = ctx;
  const conditions = conditionsOf(filter, actor.role, merchant.calendar.timeZone);
  return ctx.inTransaction(async (tx) => {
    const { rows, next } = await listAuditRows(tx, merchant.id, conditions, { after, limit: PAGE });
    const people = await listPeople(tx, merchant.id);
    const branches = await listBranches(tx, merchant.id);
    const devices = await listConnectionDevices(tx, merchant.id);
    const connections = await listConnectionRows(tx, merchant.id);
    const labelled = [...devices, ...connections].map(({ id, label }) => ({ id, name: label }));
    const at = clock.now();
    const query = auditQuery(filter);
    if (readings.take(`${merchant.id} ${actor.id} ${query}`, at))
      await record(tx, merchant.id, ctx.auditKey, {
        at,
        actor: { kind: 'user', id: actor.id },
        action: 'audit.read',
        objectId: merchant.id,
        result: 'done',
        data: { filter: query },
      });
    const { id, name } = merchant;
    return { rows, next, people, things: [{ id, name }, ...branches, ...labelled] };
  });
}

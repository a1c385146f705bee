import { type AuditPlace, type AuditRow, type AuditRows, listAuditRows } from '#db/queries/audit.ts';
import { listPeople } from '#db/queries/filter-choices.ts';
import { actionWords } from '#server/audit/action-words.ts';
import { type AuditFilter, auditQuery, conditionsOf } from '#server/audit/audit-filter.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { dayIn } from '#server/kernel/time.ts';
import type { ExportFile } from './compose-transactions.ts';
import { wallClock } from './wall-clock.ts';
import { BYTE_ORDER_MARK, csvWriter } from './write-csv.ts';

const AT_ONCE = 2_000;

/**
 * Starts a text file of exactly what a search of the audit holds, in a language, within what the person may read, and keeps in the
 * audit who asked for it. Made as it is read.
 */
export async function exportAudit(
  ctx: Context<'audit:read'>,
  filter: AuditFilter,
  locale: Locale,
): Promise<ExportFile> {
  const { merchant, actor, clock } = ctx;
  const at = clock.now();
  const people = await ctx.inTransaction(async (tx) => {
    await record(tx, merchant.id, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: actor.id },
      action: 'audit.exported',
      objectId: merchant.id,
      result: 'done',
      data: { filter: auditQuery(filter) },
    });
    return listPeople(tx, merchant.id);
  });
  const names = new Map(people.map(({ id, name }) => [id as string, name]));
  const name = `${messages[locale].audit.fileName}-${merchant.slug}-${dayIn(at, merchant.calendar.timeZone)}.csv`;
  return { name, type: 'text/csv; charset=utf-8', body: linesOf(ctx, filter, locale, { names, at }) };
}

async function* linesOf(
  ctx: Context<'audit:read'>,
  filter: AuditFilter,
  locale: Locale,
  { names, at }: { names: ReadonlyMap<string, string>; at: Date },
): AsyncGenerator<Uint8Array> {
  const { merchant, actor } = ctx;
  const { timeZone } = merchant.calendar;
  const csv = csvWriter(locale);
  const onClock = wallClock(timeZone);
  const { columns, results, system } = messages[locale].audit;
  const { file } = messages[locale].find.export;
  const encoder = new TextEncoder();
  const line = (cells: readonly string[]) => csv.line(cells.map((cell) => csv.cell('text', cell)));
  const cellsOf = (row: AuditRow): string[] => [
    String(row.sequence),
    onClock(String(row.at.getTime())),
    row.actorKind === 'system' ? system : (names.get(row.actorId) ?? row.actorId),
    row.actorId,
    actionWords(locale, row.action),
    row.action,
    row.objectId,
    results[row.result],
    JSON.stringify(row.data),
    row.hash,
  ];
  const { number, at: when, who, whoId, what, action, object, result, data, hash } = columns;
  yield encoder.encode(
    BYTE_ORDER_MARK + line([number, when, who, whoId, what, action, object, result, data, hash]),
  );
  let count = 0;
  for await (const rows of streamEntries(ctx, filter)) {
    count += rows.length;
    yield encoder.encode(rows.map((row) => line(cellsOf(row))).join(''));
  }
  const stated: [string, string][] = [
    [file.merchant, merchant.legalName || merchant.name],
    [file.filter, auditQuery(filter) || file.everything],
    [file.timeZone, timeZone],
    [file.madeAt, onClock(String(at.getTime()))],
    [file.madeBy, actor.name],
    [file.rows, String(count)],
  ];
  yield encoder.encode(csv.line([]) + stated.map(line).join(''));
}

async function* streamEntries(
  ctx: Context<'audit:read'>,
  filter: AuditFilter,
): AsyncGenerator<readonly AuditRow[]> {
  const { id, calendar } = ctx.merchant;
  const conditions = conditionsOf(filter, ctx.actor.role, calendar.timeZone);
  let after: AuditPlace | null = null;
  do {
    const { rows, next }: AuditRows = await ctx.inTransaction((tx) =>
      listAuditRows(tx, id, conditions, { after, limit: AT_ONCE }),
    );
    if (rows.length > 0) yield rows;
    after = next;
  } while (after);
}

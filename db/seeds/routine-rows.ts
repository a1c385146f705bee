import { createHash } from 'node:crypto';
import type { closePlans } from '#db/schema/close-plans.ts';
import type { exportSchedules } from '#db/schema/export-schedules.ts';
import type { savedViews } from '#db/schema/saved-views.ts';
import type { statementLines, statements } from '#db/schema/statements.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import { addDays, businessDate, dayIn, instantOf } from '#server/kernel/time.ts';
import type { CloseRows } from './close-rows.ts';
import { type DemoMerchant, idOf } from './demo-shapes.ts';
import { demoPeople, headOf } from './demo-world.ts';
import { calendarOf } from './operation.ts';

/** What people have set up and brought in beside their daily work. */
type Routine = {
  views: (typeof savedViews.$inferSelect)[];
  plans: (typeof closePlans.$inferSelect)[];
  schedules: (typeof exportSchedules.$inferSelect)[];
  statements: (typeof statements.$inferSelect)[];
  lines: (typeof statementLines.$inferSelect)[];
  audit: AuditEntry[];
};

const WORDS = {
  tr: { refunds: 'İadeler', doubtful: 'Sonucu belirsizler', file: 'Ayın işlemleri', bank: 'ekstre' },
  fr: {
    refunds: 'Remboursements',
    doubtful: 'Résultats inconnus',
    file: 'Opérations du mois',
    bank: 'releve',
  },
  en: { refunds: 'Refunds', doubtful: 'Unknown results', file: 'Operations of the month', bank: 'statement' },
} as const;

/** So long ago it was set up. */
const SET_UP_DAYS = 40;
/** The bank's file of so many days, the last of them so many days ago. */
const STATEMENT_DAYS = 14;
const STATEMENT_ENDS = 4;
const SCHEDULE_HOUR = 7;

/**
 * A view for everybody and one of the accountant's own, a file that is made every month, a device that closes by itself, and a
 * statement of the bank that agrees with the reports of a fortnight.
 */
export function routineRows(
  merchant: DemoMerchant,
  closes: readonly CloseRows[],
  { now }: { now: Date },
): Routine {
  const { id: merchantId } = merchant;
  const words = WORDS[merchant.locale];
  const calendar = calendarOf(merchant);
  const today = businessDate(now, calendar);
  const setAt = instantOf(addDays(today, -SET_UP_DAYS), '10:00', calendar.timeZone);
  const accountant = demoPeople.accountant.id;
  const head = headOf(merchant).id;
  const views = [
    {
      id: idOf('view', `${merchantId} refunds`),
      userId: head,
      isShared: true,
      name: words.refunds,
      query: 'kind=refund',
    },
    {
      id: idOf('view', `${merchantId} doubt`),
      userId: accountant,
      isShared: false,
      name: words.doubtful,
      query: 'state=unknown',
    },
  ].map((view) => ({ ...view, merchantId, savedAt: setAt }));
  const schedule = {
    ...{ merchantId, id: idOf('exportSchedule', merchantId), createdBy: accountant, createdAt: setAt },
    name: words.file,
    wish: {
      what: 'transactions',
      form: 'xlsx',
      filter: [],
      query: '',
      filterInWords: '',
      locale: merchant.locale,
    },
    ...{ cadence: 'monthly' as const, hour: SCHEDULE_HOUR },
    nextAt: firstOfNextMonth(now, calendar.timeZone),
  };
  const plan = closesByItself(merchant);
  const plans = plan
    ? [{ merchantId, deviceId: plan, hour: '03:45', isScheduled: true, setBy: head, setAt }]
    : [];
  const { file, lines } = statementOf(merchant, closes, { now, words, storedBy: accountant });
  const entry = (
    action: AuditEntry['action'],
    by: string,
    objectId: string,
    data: AuditEntry['data'],
    at = setAt,
  ): AuditEntry => ({
    ...{ at, actor: { kind: 'user', id: by }, action, objectId, result: 'done', data },
  });
  return {
    views,
    plans,
    schedules: [schedule],
    statements: file ? [file] : [],
    lines,
    audit: [
      entry('export.scheduled', accountant, schedule.id, {
        ...{ what: 'transactions', cadence: schedule.cadence, hour: schedule.hour, name: schedule.name },
      }),
      ...plans.map(({ deviceId, hour, isScheduled }) =>
        entry('close-plan.set', head, deviceId, { hour, isScheduled }),
      ),
      ...(file
        ? [
            entry(
              'statement.stored',
              accountant,
              file.id,
              {
                ...{
                  fileName: file.fileName,
                  fileHash: file.fileHash,
                  lineCount: file.lineCount,
                  skippedCount: 0,
                },
                ...{ opened: 0, afterSigning: 0, withdrawn: 0 },
              },
              file.storedAt,
            ),
          ]
        : []),
    ],
  };
}

/** The last till of the first branch; none where the bank closes batches by itself. */
function closesByItself(merchant: DemoMerchant) {
  const [connection] = merchant.connections;
  return connection?.provider === 'iyzico' ? (connection.devices.at(-1)?.id ?? null) : null;
}

/** What the bank says of the reports that agreed, as our books have it. */
function statementOf(
  merchant: DemoMerchant,
  closes: readonly CloseRows[],
  {
    now,
    words,
    storedBy,
  }: { now: Date; words: { bank: string }; storedBy: (typeof demoPeople)['accountant']['id'] },
) {
  const { id: merchantId } = merchant;
  const to = addDays(businessDate(now, calendarOf(merchant)), -STATEMENT_ENDS);
  const from = addDays(to, 1 - STATEMENT_DAYS);
  const id = idOf('statement', merchantId);
  const of = closes.flatMap(({ run, report }) =>
    report?.content.isMatched && run.businessDate >= from && run.businessDate <= to
      ? report.content.ours.map((line) => ({ run, content: report.content, line }))
      : [],
  );
  const lines = of.map(({ run, content, line }, place) => ({
    ...{ merchantId, statementId: id, line: place + 2, deviceId: run.deviceId },
    ...{ acquirerId: line.acquirerId, day: run.businessDate, currency: line.currency },
    batchNumber: content.bank?.batchNumber ?? content.batchNumber,
    amountMinor: line.netMinor,
    reference: null,
  }));
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const file = {
    ...{ merchantId, id, fileName: `${words.bank}-${to}.csv`, fileHash: hash(`${merchantId} ${to}`) },
    headHash: hash(['Tarih', 'Terminal', 'Grup no', 'Tutar'].join('\u001f')),
    mapping: {
      day: 0,
      terminal: 1,
      batch: 2,
      amount: 3,
      currency: null,
      reference: null,
      decimal: ',',
      dayOrder: 'dmy',
    },
    ...{ lineCount: lines.length, skippedCount: 0, storedBy, undoneBy: null, undoneAt: null },
    storedAt: instantOf(addDays(to, 1), '11:20', calendarOf(merchant).timeZone),
  };
  return { file: lines.length > 0 ? file : null, lines };
}

function firstOfNextMonth(now: Date, timeZone: string): Date {
  const [year = 0, month = 0] = dayIn(now, timeZone).split('-').map(Number);
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  return instantOf(next as ReturnType<typeof dayIn>, `0${SCHEDULE_HOUR}:00`, timeZone);
}

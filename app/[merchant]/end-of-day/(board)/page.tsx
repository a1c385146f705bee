import { CalendarCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { Section } from '#components/devices/section.tsx';
import { BoardTable } from '#components/end-of-day/board-table.tsx';
import { CloseSome } from '#components/end-of-day/close-some.tsx';
import { isMoving } from '#components/end-of-day/close-steps.ts';
import { DueNotice } from '#components/end-of-day/due-notice.tsx';
import { HistoryTable } from '#components/end-of-day/history-table.tsx';
import { Selection } from '#components/end-of-day/selection.tsx';
import { UsualHour } from '#components/end-of-day/usual-hour.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { sumNets } from '#server/batches/net.ts';
import { canBeClosed } from '#server/end-of-day/board-row.ts';
import { type Board, type BoardRow, getBoard } from '#server/end-of-day/get-board.ts';
import { closeBatchAction, closeDevicesAction } from '../actions.ts';
import { setUsualHourAction } from '../plan-actions.ts';

type BoardPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('endOfDay');
  return { title: t('title') };
}

/** The end of day over all terminals, and the closes so far. */
export default async function EndOfDayPage({ params, searchParams }: BoardPageProps) {
  const [{ merchant }, asked, locale] = await Promise.all([params, searchParams, getLocale()]);
  const ctx = await pageContext(merchant, 'reports:see');
  const t = await getTranslations('endOfDay');
  const board = await getBoard(ctx, { after: oneParam(asked, 'after'), before: oneParam(asked, 'before') });
  const { calendar, currency } = ctx.merchant;
  const mayClose = allows(ctx.actor.role, 'end-of-day:run');
  const closable = closableOf(board.rows);
  const pathname = `/${merchant}/end-of-day`;
  return (
    <ClientMessages also={['board', 'endOfDay']}>
      <PageHeader
        title={t('title')}
        sentence={t('sentence', { day: formatDay(board.businessDate, locale) })}
        actions={
          allows(ctx.actor.role, 'end-of-day:plan') && (
            <UsualHour action={setUsualHourAction.bind(null, merchant)} plan={board.usualPlan} />
          )
        }
      />
      <div className="grid gap-6">
        {board.rows.length === 0 ? (
          <div className="rounded-lg border bg-surface">
            <EmptyState icon={<CalendarCheck />} title={t('empty.title')}>
              {t('empty.text')}
            </EmptyState>
          </div>
        ) : (
          <div className="grid gap-3">
            <DueNotice devices={dueOf(board.rows)} timeZone={calendar.timeZone} />
            <Summary rows={board.rows} />
            <Selection ids={closable.map((device) => device.id)}>
              <div className="grid gap-3">
                {mayClose && (
                  <CloseSome devices={closable} action={closeDevicesAction.bind(null, merchant)} />
                )}
                <BoardTable
                  merchant={merchant}
                  rows={board.rows}
                  at={board.at}
                  timeZone={calendar.timeZone}
                  currency={currency}
                  action={mayClose ? closeBatchAction.bind(null, merchant) : null}
                />
              </div>
            </Selection>
          </div>
        )}
        <Section title={t('history.title')}>
          <HistoryTable merchant={merchant} runs={board.history.rows} timeZone={calendar.timeZone} />
          <Pager
            newerHref={
              board.history.newer ? hrefWith(pathname, asked, { before: board.history.newer }) : undefined
            }
            olderHref={
              board.history.older ? hrefWith(pathname, asked, { after: board.history.older }) : undefined
            }
          />
        </Section>
      </div>
      <RefreshOnChange
        merchant={merchant}
        topic="end-of-day"
        isMoving={board.rows.some(({ run }) => run !== null && isMoving(run.state))}
      />
      <RefreshOnChange merchant={merchant} topic="device" />
    </ClientMessages>
  );
}

/** What can be closed together, with what it holds. */
function closableOf(rows: BoardRow[]) {
  return rows
    .filter(({ situation, run }) => canBeClosed(situation, run))
    .map(({ device, ended }) => ({
      id: device.id,
      label: device.label,
      branchName: device.branchName,
      nets: (ended[0] ?? device.openBatch)?.nets ?? [],
    }));
}

/** The devices past their hour, the longest first. */
function dueOf(rows: BoardRow[]) {
  return rows
    .flatMap(({ device: { id, label, branchName }, dueSince }) =>
      dueSince ? [{ deviceId: id, label, branchName, since: dueSince }] : [],
    )
    .sort((a, b) => a.since.getTime() - b.since.getTime());
}

/** How many terminals wait to be closed and what their batches hold, or that nothing is to be closed. */
async function Summary({ rows }: { rows: Board['rows'] }) {
  const [t, locale] = await Promise.all([getTranslations('endOfDay'), getLocale()]);
  const isBank = (row: BoardRow) => row.device.capabilities.batchClosedBy === 'bank';
  const waiting = rows
    .map((row) => (isBank(row) ? row.ended : (row.device.openBatch ?? [])))
    .map((batches) => [batches].flat())
    .filter((batches) => batches.length > 0);
  if (waiting.length === 0 && rows.some((row) => isBank(row) && row.device.openBatch)) {
    return (
      <Alert kind="done" title={t('nothingToClose')}>
        {t('nothingToCloseText')}
      </Alert>
    );
  }
  if (waiting.length === 0) {
    return (
      <Alert kind="done" title={t('allClosed', { count: rows.length })}>
        {t('allClosedText')}
      </Alert>
    );
  }
  const sums = sumNets(waiting.flat().flatMap((batch) => batch.nets));
  return (
    <p className="text-ink-soft">
      {t(rows.some(isBank) ? 'waitingDevices' : 'openDevices', { open: waiting.length, all: rows.length })}
      {sums.length > 0 && (
        <>
          {' · '}
          {t('openSum')}{' '}
          <span className="font-semibold text-ink tabular-nums">
            {sums
              .map((net) => formatAmount({ minor: net.netMinor, currency: net.currency }, locale))
              .join(' + ')}
          </span>
        </>
      )}
    </p>
  );
}

import { FolderDown } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { ExportTable } from '#components/exports/export-table.tsx';
import { JournalForm } from '#components/exports/journal-form.tsx';
import { Schedules } from '#components/exports/schedules.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { listExports } from '#server/exports/list-exports.ts';
import { listSchedules } from '#server/exports/schedule-export.ts';
import { TARGETS } from '#server/journals/journal-wish.ts';
import { listEnvironments } from '#server/journals/list-environments.ts';
import { addDays, businessDate } from '#server/kernel/time.ts';
import { listViews } from '#server/saved-views/list-views.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { accountWords } from './account-words.ts';
import {
  cancelExportAction,
  removeScheduleAction,
  requestJournalAction,
  scheduleExportAction,
} from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('exports');
  return { title: t('title') };
}

/** Files that were made in the background, or are being made, and a journal to begin. */
export default async function ExportsPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'transactions:export');
  const [t, rows, schedules, views, environments, { acquirers }] = await Promise.all([
    getTranslations('exports'),
    listExports(ctx),
    listSchedules(ctx),
    listViews(ctx),
    listEnvironments(ctx),
    listFilterChoices(ctx),
  ]);
  const say = await accountWords(acquirers);
  const { calendar } = ctx.merchant;
  return (
    <ClientMessages also={['exports', 'journal']}>
      <PageHeader
        title={t('title')}
        sentence={t('sentence')}
        actions={
          <Link href={`/${merchant}/exports/accounts`} prefetch={false} className={buttonLook()}>
            {t('accounts')}
          </Link>
        }
      />
      <div className="grid gap-4">
        <Card>
          <CardHead title={t('journal.title')} sentence={t('journal.sentence')} />
          <CardBody>
            <JournalForm
              targets={TARGETS}
              day={addDays(businessDate(ctx.clock.now(), calendar), -1)}
              environments={environments}
              action={requestJournalAction.bind(null, merchant)}
            />
          </CardBody>
        </Card>
        <ExportTable
          merchant={merchant}
          timeZone={calendar.timeZone}
          rows={rows}
          sayAccount={say}
          cancel={cancelExportAction.bind(null, merchant)}
          empty={
            <EmptyState icon={<FolderDown />} title={t('empty.title')}>
              {t('empty.text')}
            </EmptyState>
          }
        />
        <Card>
          <CardHead title={t('schedules.title')} sentence={t('schedules.sentence')} />
          <CardBody>
            <Schedules
              rows={schedules}
              timeZone={calendar.timeZone}
              firstHour={Math.ceil(Number(calendar.cutOff.replace(':', '.')))}
              views={views.map(({ id, name }) => ({ id, name }))}
              targets={TARGETS}
              isTold={ctx.mail !== null}
              schedule={scheduleExportAction.bind(null, merchant)}
              remove={removeScheduleAction.bind(null, merchant)}
            />
          </CardBody>
        </Card>
      </div>
      <RefreshOnChange
        merchant={merchant}
        topic="export"
        isMoving={rows.some((row) => row.state === 'waiting' || row.state === 'making')}
      />
    </ClientMessages>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache, type ReactNode } from 'react';
import { toLiveRun } from '#app/api/live/to-live-run.ts';
import { NetFigures } from '#components/batches/net-figures.tsx';
import { Section } from '#components/devices/section.tsx';
import { BlockedBy, isOpen } from '#components/end-of-day/blocked-by.tsx';
import { CloseButton } from '#components/end-of-day/close-button.tsx';
import { shownRunState } from '#components/end-of-day/close-steps.ts';
import { FailureReason, UnknownReason } from '#components/end-of-day/failure-reason.tsx';
import { FiguresForm as EnterFigures } from '#components/end-of-day/figures-form.tsx';
import { LiveProgress } from '#components/end-of-day/live-progress.tsx';
import { PaymentDifferences } from '#components/end-of-day/payment-differences.tsx';
import { PrintPageButton } from '#components/end-of-day/print-page-button.tsx';
import { ReadFromBank } from '#components/end-of-day/read-from-bank.tsx';
import { ReportSheet } from '#components/end-of-day/report-sheet.tsx';
import { DecidedClose, ResolveClose } from '#components/end-of-day/resolve-close.tsx';
import { RunPill } from '#components/end-of-day/run-pill.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { SignOffPanel } from '#components/match/sign-off-panel.tsx';
import { SignedOnPaper } from '#components/match/signed-on-paper.tsx';
import { formatDay, formatInstant } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { Context } from '#server/auth/context.ts';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { FiguresForm } from '#server/end-of-day/figures-form.ts';
import { getReport, type Report, type RunView } from '#server/end-of-day/get-report.ts';
import { getSignOff } from '#server/end-of-day/get-sign-off.ts';
import { fiscalTotals, reportRows, reportTotals } from '#server/end-of-day/report-rows.ts';
import { BY_HAND } from '#server/end-of-day/resolve-close.ts';
import type { SignOffFailure } from '#server/end-of-day/sign-off-rule.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { approveReportAction, reopenDayAction, reviewReportAction } from '../../reports/actions.ts';
import { signOffSentence } from '../../reports/say-failure.ts';
import {
  askBankTotalsAction,
  closeBatchAction,
  enterBankTotalsAction,
  resolveCloseAction,
} from '../actions.ts';

type RunPageProps = { params: Promise<{ merchant: string; runId: string }> };
type Shown = { ctx: Context<'reports:see'>; merchant: string; view: RunView & { report: Report | null } };

/** Title and page of one render show the same run: it is read once. */
const load = cache(async (merchant: string, runId: string) => {
  const ctx = await pageContext(merchant, 'reports:see');
  return { ctx, view: await orNotFound(getReport(ctx, runId)) };
});

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const { merchant, runId } = await params;
  const [{ view }, t] = await Promise.all([load(merchant, runId), getTranslations('endOfDay')]);
  return { title: t('run.title', { device: view.run.deviceLabel }) };
}

/** One close: its progress while it goes on, what stopped it, or the report that was frozen at its end. */
export default async function RunPage({ params }: RunPageProps) {
  const { merchant, runId } = await params;
  const { ctx, view } = await load(merchant, runId);
  const shown = { ctx, merchant, view };
  return (
    <ClientMessages also={['endOfDay', 'match', 'resolution']}>
      <Head {...shown} />
      {view.report ? (
        <SignOffPart ctx={ctx} merchant={merchant} runId={view.run.id}>
          <ReportPart report={view.report} />
        </SignOffPart>
      ) : (
        <OpenPart {...shown} />
      )}
      <RefreshOnChange
        merchant={merchant}
        topic="end-of-day"
        ids={[runId]}
        isMoving={view.reading?.state === 'asked'}
      />
      {/* A late result still joins the book. */}
      {view.figures && <RefreshOnChange merchant={merchant} topic="device" ids={[view.run.deviceId]} />}
      <RefreshOnChange
        merchant={merchant}
        topic="transaction"
        ids={view.run.blockedBy}
        isMoving={view.blockedBy.some((operation) => isOpen(operation.state))}
      />
      <RefreshOnChange
        merchant={merchant}
        topic="split-sale"
        ids={view.run.blockedBy}
        isMoving={view.blockedBySplitSales.some((one) => one.endedAt === null)}
      />
    </ClientMessages>
  );
}

async function Head({ ctx, merchant, view }: Shown) {
  const [t, board, locale] = await Promise.all([
    getTranslations('endOfDay'),
    getTranslations('board'),
    getLocale(),
  ]);
  const { run } = view;
  return (
    <div data-frame>
      <PageHeader
        back={{ href: `/${merchant}/end-of-day`, label: t('title') }}
        title={
          <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
            {t('run.title', { device: run.deviceLabel })}
            {view.report && <RunPill shown={shownRunState(run)} />}
          </span>
        }
        sentence={
          <>
            {run.branchName} · {formatDay(run.businessDate, locale)} ·{' '}
            {run.batchBankDate && `${t('bankDayOf', { day: formatDay(run.batchBankDate, locale) })} · `}
            {t('run.requestedBy')} {run.requestedBy ?? t('run.formerUser')},{' '}
            {run.scheduledFor && `${board('run.scheduled')}, `}
            <Instant at={run.requestedAt} timeZone={ctx.merchant.calendar.timeZone} />
          </>
        }
        actions={
          <>
            <Link href={`/${merchant}/batches/${run.batchId}`} prefetch={false} className={buttonLook()}>
              {t('run.seeBatch')}
            </Link>
            {view.report && <PrintPageButton />}
          </>
        }
      />
    </div>
  );
}

/** How far the report is signed and what differs in it, around the report. */
async function SignOffPart({
  ctx,
  merchant,
  runId,
  children,
}: Pick<Shown, 'ctx' | 'merchant'> & { runId: EndOfDayRunId; children: ReactNode }) {
  const [view, say, locale] = await Promise.all([getSignOff(ctx, runId), getTranslations(), getLocale()]);
  const { timeZone } = ctx.merchant.calendar;
  const sentence = (failure: SignOffFailure) => {
    const until = failure.kind === 'day_goes_on' ? formatInstant(failure.until, timeZone, locale) : '';
    const said = signOffSentence(failure, until);
    return typeof said === 'string'
      ? say(said as 'match.title')
      : say(said.key as 'match.title', said.params);
  };
  return (
    <>
      <SignOffPanel
        merchant={merchant}
        runId={runId}
        view={view}
        timeZone={timeZone}
        whyNot={{
          review: view.review ? sentence(view.review) : null,
          approve: view.approve ? sentence(view.approve) : null,
        }}
        actions={{
          review: reviewReportAction.bind(null, merchant),
          approve: approveReportAction.bind(null, merchant),
          reopen: reopenDayAction.bind(null, merchant),
        }}
      />
      {children}
      <SignedOnPaper view={view} timeZone={timeZone} />
    </>
  );
}

function ReportPart({ report: { number, content } }: { report: Report }) {
  const rows = reportRows(content);
  return (
    <ReportSheet
      number={number}
      content={content}
      rows={rows}
      totals={reportTotals(rows)}
      fiscalTotals={fiscalTotals(content.fiscal ?? [])}
    />
  );
}

/** A run without a report: its steps, why it stopped, and the way to try again. */
async function OpenPart({ ctx, merchant, view }: Shown) {
  const t = await getTranslations('endOfDay');
  const { run, nets, figures } = view;
  const isByBank = view.bankCalendar !== null;
  const isByHand = run.outcomeReason === BY_HAND;
  const mayClose = allows(ctx.actor.role, 'end-of-day:run');
  const hasStopped = run.state === 'blocked' || run.state === 'failed';
  return (
    <div className="grid gap-6">
      <LiveProgress key={run.id} merchant={merchant} initial={toLiveRun(view)} isByBank={isByBank} />
      {figures && mayClose && <FiguresPart ctx={ctx} merchant={merchant} view={view} figures={figures} />}
      {run.state === 'unknown' && (
        <UnknownReason reason={run.outcomeReason} code={run.outcomeCode} text={run.outcomeText} />
      )}
      {run.state === 'unknown' && allows(ctx.actor.role, 'resolution:make') && (
        <div>
          <ResolveClose runId={run.id} action={resolveCloseAction.bind(null, merchant)} />
        </div>
      )}
      {isByHand && <DecidedClose text={run.outcomeText} />}
      {run.state === 'failed' && !isByHand && (
        <FailureReason reason={run.outcomeReason} code={run.outcomeCode} text={run.outcomeText} />
      )}
      {run.state === 'blocked' && (
        <BlockedBy
          merchant={merchant}
          operations={view.blockedBy}
          splitSales={view.blockedBySplitSales}
          timeZone={ctx.merchant.calendar.timeZone}
        />
      )}
      {hasStopped && run.batchState === (isByBank ? 'ended' : 'open') && mayClose && (
        <div>
          <CloseButton
            key={run.id}
            action={closeBatchAction.bind(null, merchant)}
            device={{ id: run.deviceId, label: run.deviceLabel }}
            batch={{ number: run.batchNumber, nets }}
            names={isByBank ? 'book' : 'close'}
            variant="primary"
            isRetry
          />
        </div>
      )}
      {nets.length > 0 && (
        <Section title={t('run.ours')}>
          <NetFigures nets={nets} />
        </Section>
      )}
    </div>
  );
}

/** The bank's figures of a batch it closed by itself: read from it where the account can, checked or typed in by a person. */
async function FiguresPart({ ctx, merchant, view, figures }: Shown & { figures: FiguresForm }) {
  const [t, locale] = await Promise.all([getTranslations('endOfDay.figures'), getLocale()]);
  const { run, reading } = view;
  const { timeZone } = ctx.merchant.calendar;
  const day = formatDay(run.batchBankDate ?? run.businessDate, locale);
  return (
    <Section title={t('title')}>
      {reading && (
        <ReadFromBank
          runId={run.id}
          reading={reading}
          wanted={{
            day,
            providerDeviceId: run.providerDeviceId,
            batchNumber: run.batchNumber,
            currency: figures.currency,
          }}
          serverNow={view.at}
          timeZone={timeZone}
          action={askBankTotalsAction.bind(null, merchant)}
        />
      )}
      {reading?.state === 'answered' && reading.answer.kind === 'figures' && reading.answer.payments && (
        <PaymentDifferences differences={reading.answer.payments} merchant={merchant} />
      )}
      <EnterFigures
        runId={run.id}
        wanted={figures}
        day={day}
        timeZone={timeZone}
        action={enterBankTotalsAction.bind(null, merchant)}
      />
    </Section>
  );
}

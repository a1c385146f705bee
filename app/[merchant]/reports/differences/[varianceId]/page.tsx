import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { Section } from '#components/devices/section.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { SaidLines } from '#components/match/said-lines.tsx';
import {
  AcceptDifference,
  ExplainFreely,
  ExplainWith,
  ReopenDifference,
} from '#components/match/settle-forms.tsx';
import { Operation, SuspectCard } from '#components/match/suspect-card.tsx';
import { suspectSentence } from '#components/match/suspect-sentence.ts';
import { VarianceFacts } from '#components/match/variance-facts.tsx';
import { VarianceHistory } from '#components/match/variance-history.tsx';
import { VariancePill } from '#components/match/variance-pill.tsx';
import { varianceWords } from '#components/match/variance-words.ts';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatDay } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { Context } from '#server/auth/context.ts';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { getVariance, type VarianceView } from '#server/end-of-day/get-variance.ts';
import { settleVarianceAction } from '../../actions.ts';

type VariancePageProps = { params: Promise<{ merchant: string; varianceId: string }> };
type Shown = { ctx: Context<'reports:see'>; merchant: string; view: VarianceView };

const load = cache(async (merchant: string, varianceId: string) => {
  const ctx = await pageContext(merchant, 'reports:see');
  return { ctx, view: await orNotFound(getVariance(ctx, varianceId)) };
});

export async function generateMetadata({ params }: VariancePageProps): Promise<Metadata> {
  const { merchant, varianceId } = await params;
  const [{ view }, t, locale] = await Promise.all([
    load(merchant, varianceId),
    getTranslations('match.page'),
    getLocale(),
  ]);
  return { title: t('title', { amount: amountOf(view, locale) }) };
}

/** One difference: how much, what may have caused it, and the way to close it. */
export default async function VariancePage({ params }: VariancePageProps) {
  const { merchant, varianceId } = await params;
  const [{ ctx, view }, t, locale] = await Promise.all([
    load(merchant, varianceId),
    getTranslations('match'),
    getLocale(),
  ]);
  const { row } = view;
  const { variance } = row;
  const isMine = allows(ctx.actor.role, 'variances:settle') && !view.isLocked;
  const settle = { varianceId, action: settleVarianceAction.bind(null, merchant) };
  const shown = { ctx, merchant, view };
  return (
    <ClientMessages also={['match', 'resolution']}>
      <PageHeader
        back={{ href: `/${merchant}/reports`, label: t('title') }}
        title={
          <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
            {t('page.title', { amount: amountOf(view, locale) })} <VariancePill state={variance.state} />
          </span>
        }
        sentence={
          <>
            {varianceWords(variance, t)} · {row.deviceLabel} · {row.branchName} ·{' '}
            {formatDay(row.reportDate, locale)}
          </>
        }
        actions={
          <>
            <Link href={`/${merchant}/batches/${row.batchId}`} prefetch={false} className={buttonLook()}>
              {t('page.seeBatch')}
            </Link>
            <Link
              href={`/${merchant}/end-of-day/${variance.runId}`}
              prefetch={false}
              className={buttonLook()}
            >
              {t('page.report', { number: row.reportNumber })}
            </Link>
          </>
        }
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 content-start gap-6">
          {view.isLocked && (
            <Alert
              kind="info"
              title={t(variance.state === 'after_signing' ? 'page.afterSigning' : 'page.locked')}
              action={
                <Link
                  href={`/${merchant}/end-of-day/${variance.runId}`}
                  prefetch={false}
                  className={buttonLook('secondary')}
                >
                  {t('page.toReport')}
                </Link>
              }
            />
          )}
          {variance.state === 'open' || variance.state === 'after_signing' ? (
            <SuspectsPart {...shown} isMine={isMine} />
          ) : (
            <ClosedPart {...shown} isMine={isMine} />
          )}
          {view.said && variance.state !== 'withdrawn' && (
            <SaidLines
              merchant={merchant}
              said={view.said}
              operations={view.operations}
              timeZone={ctx.merchant.calendar.timeZone}
            />
          )}
        </div>
        <div className="grid min-w-0 content-start gap-6">
          <VarianceFacts view={view} timeZone={ctx.merchant.calendar.timeZone} isMine={isMine} {...settle} />
          <VarianceHistory
            steps={view.steps}
            timeZone={ctx.merchant.calendar.timeZone}
            mayNote={allows(ctx.actor.role, 'variances:settle')}
            {...settle}
          />
        </div>
      </div>
      <RefreshOnChange merchant={merchant} topic="end-of-day" ids={[variance.runId]} />
      <RefreshOnChange
        merchant={merchant}
        topic="transaction"
        ids={view.suspects.flatMap(({ transactionIds }) => transactionIds)}
      />
    </ClientMessages>
  );
}

async function SuspectsPart({ ctx, merchant, view, isMine }: Shown & { isMine: boolean }) {
  const t = await getTranslations('match');
  const { suspects, operations, row, report } = view;
  const { id: varianceId, currency, differenceMinor: minor } = row.variance;
  const settle = { varianceId, action: settleVarianceAction.bind(null, merchant) };
  const isOfStatement = row.variance.kind === 'statement';
  const isByBank = report.bank !== undefined || isOfStatement;
  const nothing = isOfStatement
    ? t(minor === 0 ? 'page.zeroLines' : 'page.noSuspectsStatement')
    : t(minor === 0 ? 'page.zero' : 'page.noSuspects');
  return (
    <Section
      title={t('page.suspects')}
      sentence={suspects.length > 0 ? t('page.suspectsSentence') : undefined}
    >
      <div className="grid gap-3">
        {suspects.map((suspect, index) => (
          <SuspectCard
            key={`${suspect.cause} ${suspect.side} ${suspect.transactionIds.join(' ')}`}
            merchant={merchant}
            place={index + 1}
            suspect={suspect}
            operations={suspect.transactionIds.flatMap((id) => operations.get(id) ?? [])}
            atBank={view.atBank}
            currency={currency}
            timeZone={ctx.merchant.calendar.timeZone}
            isByBank={isByBank}
          >
            {isMine && suspect.leftMinor === 0 && (
              <div>
                <ExplainWith
                  {...settle}
                  suspect={suspect}
                  sentence={suspectSentence(suspect, isByBank, t)}
                  isFirst={index === 0}
                />
              </div>
            )}
          </SuspectCard>
        ))}
        {suspects.length === 0 && <Alert kind="info" title={nothing} />}
        {isMine && (
          <div className="flex flex-wrap gap-2">
            <ExplainFreely {...settle} />
            <AcceptDifference {...settle} money={{ minor, currency }} />
          </div>
        )}
      </div>
    </Section>
  );
}

async function ClosedPart({ ctx, merchant, view, isMine }: Shown & { isMine: boolean }) {
  const t = await getTranslations('match');
  const { variance } = view.row;
  if (variance.state === 'withdrawn') {
    return (
      <Alert kind="info" title={t('page.withdrawn')}>
        {variance.reason && t('page.withdrawnBy', { file: variance.reason })}
      </Alert>
    );
  }
  const caused = variance.causedBy.flatMap((id) => view.operations.get(id) ?? []);
  return (
    <>
      <Alert
        kind={variance.state === 'explained' ? 'done' : 'info'}
        title={variance.cause ? t(`cause.${variance.cause}`) : t(`state.${variance.state}`)}
      >
        {variance.reason}
      </Alert>
      {caused.length > 0 && (
        <ul className="grid gap-2">
          {caused.map((operation) => (
            <li key={operation.id}>
              <Operation
                merchant={merchant}
                operation={operation}
                timeZone={ctx.merchant.calendar.timeZone}
                atBank={view.atBank.get(operation.id)}
              />
            </li>
          ))}
        </ul>
      )}
      {isMine && (
        <div>
          <ReopenDifference varianceId={variance.id} action={settleVarianceAction.bind(null, merchant)} />
        </div>
      )}
    </>
  );
}

function amountOf({ row }: VarianceView, locale: Awaited<ReturnType<typeof getLocale>>): string {
  const { differenceMinor: minor, currency } = row.variance;
  return formatAmount({ minor, currency }, locale);
}

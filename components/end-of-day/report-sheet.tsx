import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { ReportContent } from '#server/end-of-day/report.ts';
import type { ReportRow, ReportTotal } from '#server/end-of-day/report-rows.ts';
import { BankParts } from './bank-parts.tsx';
import { ComparisonTable } from './comparison-table.tsx';
import { FiscalTable, type FiscalTotal } from './fiscal-table.tsx';
import { PaymentDifferences } from './payment-differences.tsx';
import { Part } from './report-part.tsx';
import { EntryTable, OursTable } from './report-tables.tsx';

type ReportSheetProps = {
  number: number;
  content: ReportContent;
  rows: ReportRow[];
  totals: ReportTotal[];
  /** Of a device that keeps a fiscal day. */
  fiscalTotals: FiscalTotal[];
};

/** An end-of-day report as it was frozen, on the screen and on A4: the verdict, both sides, and what they were made of. */
export function ReportSheet({ number, content, rows, totals, fiscalTotals }: ReportSheetProps) {
  const t = useTranslations('endOfDay.report');
  const payments = useTranslations('endOfDay.payments');
  const { fiscal, bank, totalsBy } = content;
  return (
    <article
      className="eod-report grid grid-cols-[minmax(0,1fr)] gap-6 rounded-lg border bg-surface p-6 max-md:p-4"
      data-matched={content.isMatched}
    >
      <ReportHead number={number} content={content} />
      <Verdict content={content} rows={rows} totals={totals} />
      <Part {...comparisonWords(content, t)}>
        <ComparisonTable rows={rows} totals={totals} by={totalsBy} isByBank={bank !== undefined} />
      </Part>
      {bank?.payments && (
        <Part title={payments('title')} note={payments('onReport')}>
          <PaymentDifferences differences={bank.payments} />
        </Part>
      )}
      {fiscal && (
        <Part title={t('fiscal')} note={t('fiscalNote')}>
          <FiscalTable lines={fiscal} totals={fiscalTotals} />
        </Part>
      )}
      <Part title={fiscal ? t('bankBreakdown') : t('breakdown')}>
        <OursTable lines={namedAsByTerminal(content)} by={totalsBy} />
      </Part>
      {bank ? (
        <BankParts content={content} bank={bank} />
      ) : (
        <Part title={t('entries')} note={t('frozen')}>
          <EntryTable entries={content.terminal} />
        </Part>
      )}
      {content.environment === 'sandbox' && (
        <p className="rounded-sm bg-sandbox px-3 py-1 text-center font-semibold text-on-sandbox text-xs">
          {t('sandboxBand')}
        </p>
      )}
    </article>
  );
}

function ReportHead({ number, content }: { number: number; content: ReportContent }) {
  const t = useTranslations('endOfDay.report');
  const board = useTranslations('board');
  const days = useTranslations('endOfDay');
  const locale = useLocale();
  const { bank } = content;
  return (
    <header className="grid gap-3">
      <div>
        <h2 className="text-lg">{t('title')}</h2>
        <p className="font-medium">{content.merchantName}</p>
      </div>
      <div className="grid gap-x-8 md:grid-cols-2 print:grid-cols-2">
        <Facts>
          <Fact term={t('number')} mono>
            {String(number)}
          </Fact>
          <Fact term={t('businessDate')}>{formatDay(content.businessDate, locale)}</Fact>
          {bank && <Fact term={days('bankDay')}>{formatDay(bank.date, locale)}</Fact>}
          <Fact term={t('branch')}>{content.branchName}</Fact>
          <Fact term={t('device')}>{content.deviceLabel}</Fact>
          <Fact term={t('deviceId')} mono>
            {content.providerDeviceId}
          </Fact>
        </Facts>
        <Facts className="content-start">
          <Fact term={t('batch')} mono>
            {content.batchNumber}
          </Fact>
          <Fact term={t('opened')}>
            <Instant at={content.openedAt} timeZone={content.timeZone} detail="full" />
          </Fact>
          {bank && (
            <Fact term={t('bankClosed')}>
              <Instant at={bank.endedAt} timeZone={bank.timeZone} detail="full" />
            </Fact>
          )}
          <Fact term={t('closed')}>
            <Instant at={content.closedAt} timeZone={content.timeZone} detail="full" />
          </Fact>
          <Fact term={t('closedBy')}>
            {content.closedBy}
            {content.isScheduled && `, ${board('run.scheduled')}`}
          </Fact>
        </Facts>
      </div>
      <p className="text-ink-soft text-xs">
        {t('zone', { zone: content.timeZone })}
        {bank && ` · ${t('bankZone', { cutOff: bank.cutOff, zone: bank.timeZone })}`}
      </p>
    </header>
  );
}

/** Matched or not, in a sentence. A disagreement is said first and in full, also when it sums to nothing. */
function Verdict({ content, rows, totals }: Omit<ReportSheetProps, 'number' | 'fiscalTotals'>) {
  const t = useTranslations('endOfDay.report');
  const locale = useLocale();
  if (content.isMatched) {
    const nothing = content.fiscal ? t('matchedNoCard') : t('matchedNothing');
    const matched = content.bank ? t('bank.matched') : t('matched');
    return <Alert kind="done" title={rows.length === 0 ? nothing : matched} />;
  }
  const amounts = totals
    .filter((total) => total.differenceMinor !== 0)
    .map(({ differenceMinor: minor, currency }) => formatAmount({ minor, currency }, locale));
  return (
    <Alert kind="error" title={t('differs', { count: content.differences.length })}>
      {amounts.length > 0
        ? t(content.bank ? 'bank.differsBy' : 'differsBy', { amounts: amounts.join(', ') })
        : t('differsZero')}
    </Alert>
  );
}

/** What the comparison is called, and how far its figures reach. */
function comparisonWords(
  { fiscal, bank }: ReportContent,
  t: ReturnType<typeof useTranslations<'endOfDay.report'>>,
): { title: string; note: string } {
  if (bank) return { title: t('bank.comparison'), note: t('bank.countsNote') };
  if (!fiscal) return { title: t('comparison'), note: t('countsNote') };
  return { title: t('bankComparison'), note: `${t('bankNote')} ${t('countsNote')}` };
}

/** Some devices name the acquirer only at the close; then that is what it is called. */
function namedAsByTerminal({ ours, terminal }: ReportContent): ReportContent['ours'] {
  const names = new Map(terminal.map((entry) => [entry.acquirerId, entry.acquirerName]));
  return ours.map((line) => ({
    ...line,
    acquirerName: line.acquirerName ?? names.get(line.acquirerId) ?? null,
  }));
}

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Section } from '#components/devices/section.tsx';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { formatDay } from '#components/time/format-time.ts';
import type { SaidRow, VarianceView } from '#server/end-of-day/get-variance.ts';
import type { HeldLine } from '#server/end-of-day/match-lines.ts';
import { Operation } from './suspect-card.tsx';

type SaidLinesProps = {
  merchant: string;
  said: NonNullable<VarianceView['said']>;
  operations: VarianceView['operations'];
  timeZone: string;
};

/** More are counted, not drawn: those in question come first. */
const MOST_DRAWN = 200;

/** The lines of statements that a difference is made of, each beside what it is in our books; and what is on no line. */
export function SaidLines({ merchant, said, operations, timeZone }: SaidLinesProps) {
  const t = useTranslations('match.said');
  const locale = useLocale();
  const lines = said.lines.toSorted((a, b) => Number(isClear(a)) - Number(isClear(b)));
  const missing = (said.missing ?? []).flatMap((id) => operations.get(id) ?? []);
  const columns: Column<HeldLine<SaidRow>>[] = [
    {
      key: 'line',
      head: t('line'),
      cell: ({ line }) => (
        <span className="[overflow-wrap:anywhere]">
          {line.line} <span className="text-ink-soft">· {line.fileName}</span>
        </span>
      ),
      phone: 'title',
    },
    { key: 'day', head: t('day'), cell: ({ line }) => formatDay(line.day, locale), quiet: true },
    { key: 'batch', head: t('batch'), cell: ({ line }) => line.batchNumber, quiet: true, phone: 'hidden' },
    {
      key: 'reference',
      head: t('reference'),
      cell: ({ line }) => line.reference && <code className="text-xs">{line.reference}</code>,
    },
    {
      key: 'finding',
      head: t('finding'),
      cell: ({ finding, transactionId }) => {
        const operation = transactionId && operations.get(transactionId);
        const word = t(`is.${finding}`);
        if (!operation) return word;
        return (
          <Link
            href={`/${merchant}/transactions/${operation.id}`}
            prefetch={false}
            className="underline underline-offset-2"
          >
            {word}
          </Link>
        );
      },
      phone: 'wide',
    },
    {
      key: 'amount',
      head: t('amount'),
      cell: ({ line }) => <Amount money={{ minor: line.amountMinor, currency: line.currency }} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <Section title={t('title')} sentence={t(said.missing ? 'sentence' : 'sums')}>
      <div className="grid gap-3">
        {missing.length > 0 && (
          <div className="grid gap-2">
            <h3 className="font-medium text-sm">{t('missing', { count: missing.length })}</h3>
            <ul className="grid gap-2">
              {missing.slice(0, MOST_DRAWN).map((operation) => (
                <li key={operation.id}>
                  <Operation merchant={merchant} operation={operation} timeZone={timeZone} />
                </li>
              ))}
            </ul>
          </div>
        )}
        <DataTable
          caption={t('title')}
          columns={columns}
          rows={lines.slice(0, MOST_DRAWN)}
          rowKey={({ line }) => `${line.statementId} ${line.line}`}
          empty={null}
        />
        {lines.length > MOST_DRAWN && (
          <p className="text-ink-soft text-sm">{t('more', { count: lines.length - MOST_DRAWN })}</p>
        )}
      </div>
    </Section>
  );
}

function isClear({ finding }: HeldLine<SaidRow>): boolean {
  return finding === 'agrees' || finding === 'sum';
}

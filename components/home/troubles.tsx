import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { BatchPill } from '#components/batches/batch-pill.tsx';
import { shownRunState } from '#components/end-of-day/close-steps.ts';
import { RunPill } from '#components/end-of-day/run-pill.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { buttonLook } from '#components/ui/button.tsx';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import type { EndOfDayTroubles } from '#server/end-of-day/list-runs.ts';
import type { ToSign } from '#server/end-of-day/list-to-sign.ts';

type TroublesProps = { merchant: string; troubles: EndOfDayTroubles; toSign: ToSign };

/**
 * What an accountant looks at first: figures of the bank to enter, closes that hang or of which a difference is open,
 * batches left open from earlier days, and how much waits for a signature.
 */
export function Troubles({ merchant, troubles, toSign }: TroublesProps) {
  const t = useTranslations('home.troubles');
  const locale = useLocale();
  const runs = [
    ...troubles.hanging.map((run) => ({ run, shown: shownRunState(run) })),
    // The report itself may have matched: a statement can tell the difference later.
    ...troubles.unsolved.map((run) => ({ run, shown: 'differs' as const })),
  ];
  const { toEnter } = troubles;
  const waiting = [
    ...(toSign.unsigned.length > 0
      ? [t('toSign', { count: toSign.unsigned.length, isCut: toSign.isCut ? 'yes' : 'no' })]
      : []),
    ...(toSign.reopenings.length > 0 ? [t('toReopen', { count: toSign.reopenings.length })] : []),
  ];
  const isQuiet = [runs, troubles.overdue, toEnter, waiting].every((list) => list.length === 0);
  return (
    <Card>
      <CardHead
        title={t('title')}
        actions={
          <Link href={`/${merchant}/end-of-day`} prefetch={false} className={buttonLook('ghost')}>
            {t('seeBoard')}
          </Link>
        }
      />
      {isQuiet ? (
        <CardBody className="flex items-center gap-2 text-sm">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-approved" />
          {t('none')}
        </CardBody>
      ) : (
        <ul className="text-sm">
          {toEnter.length > 0 && (
            <li className="border-b px-4 py-2.5 font-medium last:border-b-0">
              {t('toEnter', { count: toEnter.length })}
            </li>
          )}
          {toEnter.map((batch) => (
            <li
              key={batch.id}
              className="relative flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-2.5 pr-4 pl-8 last:border-b-0 hover:bg-hover"
            >
              <Link
                href={batch.runId ? `/${merchant}/end-of-day/${batch.runId}` : `/${merchant}/end-of-day`}
                prefetch={false}
                className="min-w-0 flex-1 after:absolute after:inset-0"
              >
                {t('toEnterText', {
                  device: batch.deviceLabel,
                  day: batch.bankDate ? formatDay(batch.bankDate, locale) : '',
                })}
              </Link>
              <BatchPill batch={batch} />
            </li>
          ))}
          {runs.map(({ run, shown }) => (
            <li
              key={run.id}
              className="relative flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5 last:border-b-0 hover:bg-hover"
            >
              <Link
                href={`/${merchant}/end-of-day/${run.id}`}
                prefetch={false}
                className="min-w-0 flex-1 font-medium after:absolute after:inset-0"
              >
                {run.deviceLabel}{' '}
                <span className="font-normal text-ink-soft">
                  · {run.branchName} · {formatDay(run.businessDate, locale)}
                </span>
              </Link>
              <RunPill shown={shown} />
            </li>
          ))}
          {troubles.overdue.map((batch) => (
            <li
              key={batch.id}
              className="relative flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5 last:border-b-0 hover:bg-hover"
            >
              <Link
                href={`/${merchant}/batches/${batch.id}`}
                prefetch={false}
                className="min-w-0 flex-1 after:absolute after:inset-0"
              >
                {t('overdueText', {
                  device: batch.deviceLabel,
                  day: formatDay(batch.businessDate, locale),
                })}
              </Link>
              <span className="text-unknown text-xs">{t('overdue')}</span>
            </li>
          ))}
          {waiting.map((words) => (
            <li key={words} className="relative border-b px-4 py-2.5 last:border-b-0 hover:bg-hover">
              <Link
                href={`/${merchant}/reports`}
                prefetch={false}
                className="font-medium after:absolute after:inset-0"
              >
                {words}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

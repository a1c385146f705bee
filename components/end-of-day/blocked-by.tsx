import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { SplitPill } from '#components/split-sales/split-pill.tsx';
import { StatePill } from '#components/state/state-pill.tsx';
import { Instant } from '#components/time/instant.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { BlockingOperation, BlockingSplitSale } from '#server/end-of-day/get-report.ts';

/** Whether an operation still keeps a batch from being closed. */
export function isOpen(state: BlockingOperation['state']): boolean {
  return state === 'created' || state === 'sending' || state === 'awaiting' || state === 'unknown';
}

type BlockedByProps = {
  merchant: string;
  operations: BlockingOperation[];
  splitSales: BlockingSplitSale[];
  timeZone: string;
};

/** What a close stopped at, as it stands now, each leading to where it can be settled or ended. */
export function BlockedBy({ merchant, operations, splitSales, timeZone }: BlockedByProps) {
  const t = useTranslations('endOfDay.run');
  const kinds = useTranslations('transactions.kind');
  const split = useTranslations('splitSale');
  const open = [
    ...splitSales.filter((one) => one.endedAt === null),
    ...operations.filter((operation) => isOpen(operation.state)),
  ];
  if (open.length === 0) {
    return <Alert kind="info">{t('settled', { count: operations.length + splitSales.length })}</Alert>;
  }
  return (
    <section className="rounded-lg border border-unknown/30 bg-surface">
      <h2 className="border-b px-4 py-2.5 text-base">{t('openOperations', { count: open.length })}</h2>
      <ul>
        {splitSales.map((one) => (
          <li key={one.id} className={row}>
            <Link
              href={`/${merchant}/split-sales/${one.id}`}
              prefetch={false}
              className="min-w-0 flex-1 font-medium after:absolute after:inset-0"
            >
              {split('kind')}{' '}
              <span className="font-normal text-ink-soft">
                · {t('started')} <Instant at={one.createdAt} timeZone={timeZone} />
              </span>
            </Link>
            <SplitPill state={one.state} />
            <Amount money={{ minor: one.amountMinor, currency: one.currency }} />
          </li>
        ))}
        {operations.map((operation) => (
          <li key={operation.id} className={row}>
            <Link
              href={`/${merchant}/transactions/${operation.id}`}
              prefetch={false}
              className="min-w-0 flex-1 font-medium after:absolute after:inset-0"
            >
              {kinds(operation.kind)}{' '}
              <span className="font-normal text-ink-soft">
                · {t('started')} <Instant at={operation.createdAt} timeZone={timeZone} />
              </span>
            </Link>
            <StatePill state={operation.state} />
            <TransactionAmount
              kind={operation.kind}
              amount={{ minor: operation.amountMinor, currency: operation.currency }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const row =
  'relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover';

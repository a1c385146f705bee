import { useTranslations } from 'next-intl';
import { StatePill } from '#components/state/state-pill.tsx';
import { Instant } from '#components/time/instant.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { SlipDetail } from '#server/receipts/get-slip.ts';

/** What the slip is of, and what one reads out on the telephone to find it again. */
export function SlipFacts({ slip, timeZone }: { slip: SlipDetail; timeZone: string }) {
  const t = useTranslations('transactions.detail');
  const kinds = useTranslations('transactions.kind');
  const transaction = slip.facts?.transaction;
  return (
    <section className="grid gap-3">
      <p>
        <span className="block font-medium text-ink-soft text-sm">{kinds(slip.kind)}</span>
        <TransactionAmount kind={slip.kind} amount={slip.amount} size="subject" />
      </p>
      <Facts>
        <Fact term={t('state')}>
          <StatePill state={slip.status} />
        </Fact>
        <Fact term={t('createdAt')}>
          <Instant at={slip.createdAt} timeZone={timeZone} detail="full" />
        </Fact>
        <Fact term={t('card')} mono>
          {transaction?.last4 && `•• ${transaction.last4}`}
        </Fact>
        <Copied term={t('authCode')} value={transaction?.authCode} />
        <Copied term={t('rrn')} value={transaction?.rrn} />
        <Copied term={t('ours')} value={slip.reference} />
      </Facts>
    </section>
  );
}

function Copied({ term, value }: { term: string; value: string | null | undefined }) {
  if (!value) return null;
  return (
    <Fact term={term} mono>
      <span className="min-w-0 select-all">{value}</span>
      <CopyButton value={value} thing={term} />
    </Fact>
  );
}

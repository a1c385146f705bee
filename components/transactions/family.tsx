import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { StatePill } from '#components/state/state-pill.tsx';
import { Instant } from '#components/time/instant.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { Family } from '#server/transactions/family.ts';
import { TransactionAmount } from './transaction-amount.tsx';
import { Kind } from './transaction-table.tsx';

/** A sale with its refunds and void, or a hold with what followed it, and what can still go back. */
export function FamilySection({
  family,
  currentId,
  merchant,
  timeZone,
}: {
  family: Family;
  currentId: string;
  merchant: string;
  timeZone: string;
}) {
  const t = useTranslations('transactions.family');
  return (
    <section aria-labelledby="family">
      <h2 id="family" className="mb-2 text-base">
        {t(family.hold ? 'holdTitle' : 'title')}
      </h2>
      <ul className="mb-3 rounded-lg border bg-surface">
        {family.members.map((member) => (
          <li
            key={member.id}
            className={classNames(
              'grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-0.5 border-b py-2 pr-3 text-sm last:border-b-0',
              INDENT[Math.min(member.depth, INDENT.length - 1)],
            )}
          >
            <span className="font-medium">
              {member.depth > 0 && (
                <span aria-hidden className="text-ink-faint">
                  └{' '}
                </span>
              )}
              {member.id === currentId ? (
                <>
                  <Kind row={member} /> <span className="font-normal text-ink-soft">({t('current')})</span>
                </>
              ) : (
                <Link
                  href={`/${merchant}/transactions/${member.id}`}
                  prefetch={false}
                  className="underline underline-offset-2"
                >
                  <Kind row={member} />
                </Link>
              )}
            </span>
            <span className="justify-self-end">
              <TransactionAmount kind={member.kind} amount={member.amount} />
            </span>
            <span className="text-ink-soft">
              <Instant at={member.createdAt} timeZone={timeZone} />
            </span>
            <span className="justify-self-end">
              <StatePill state={member.status} />
            </span>
          </li>
        ))}
      </ul>
      <Sums family={family} />
    </section>
  );
}

/** A capture stands below its hold, and what went back of it below that. */
const INDENT = ['pl-3', 'pl-6', 'pl-9', 'pl-12'];

function Sums({ family }: { family: Family }) {
  const t = useTranslations('transactions.family');
  // Of a hold that was not captured nothing can go back.
  const hasMoney = family.hold === null || family.hold.captured.minor > 0;
  return (
    <Facts>
      {family.hold && (
        <>
          <Fact term={t('held')}>
            <Amount money={family.hold.held} />
          </Fact>
          <Fact term={t('captured')}>
            <Amount money={family.hold.captured} />
          </Fact>
        </>
      )}
      {hasMoney && (
        <Fact term={t('refunded')}>
          <Amount money={family.refunded} />
        </Fact>
      )}
      <Fact term={t('reserved')}>
        {family.reserved.minor > 0 ? <Amount money={family.reserved} /> : null}
      </Fact>
      {hasMoney && (
        <Fact term={t('remaining')}>
          <Amount money={family.remaining} />
        </Fact>
      )}
    </Facts>
  );
}

import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { BackToList } from '#components/transactions/back-to-list.tsx';
import { ExchangeList } from '#components/transactions/exchange-list.tsx';
import { FamilySection } from '#components/transactions/family.tsx';
import { Notes } from '#components/transactions/notes.tsx';
import { Timeline } from '#components/transactions/timeline.tsx';
import { allows } from '#server/auth/permissions.ts';
import { addNoteAction } from './actions.ts';
import { FactsOf } from './facts-of.tsx';
import { Head } from './head.tsx';
import { loadTransaction } from './load-transaction.ts';

type DetailPageProps = {
  params: Promise<{ merchant: string; id: string }>;
  searchParams: Promise<{ decide?: string }>;
};

export async function generateMetadata({ params }: Pick<DetailPageProps, 'params'>): Promise<Metadata> {
  const { merchant, id } = await params;
  const [{ transaction }, t, locale] = await Promise.all([
    loadTransaction(merchant, id),
    getTranslations('transactions'),
    getLocale(),
  ]);
  const kind = t(`kind.${transaction.kind}`);
  return { title: t('detail.title', { kind, amount: formatAmount(transaction.amount, locale) }) };
}

/** One transaction: how it stands and what to do on top, its story on the left, its facts on the right. */
export default async function TransactionPage({ params, searchParams }: DetailPageProps) {
  const [{ merchant, id }, { decide }] = await Promise.all([params, searchParams]);
  const [{ ctx, transaction }, t] = await Promise.all([
    loadTransaction(merchant, id),
    getTranslations('transactions'),
  ]);
  const { timeZone } = ctx.merchant.calendar;
  const members = transaction.family?.members ?? [];
  const family = members.map((member) => member.id);
  const isMoving = [transaction, ...members].some((each) => each.settledAt === null);
  return (
    <>
      <Head
        ctx={ctx}
        merchant={merchant}
        transaction={transaction}
        startsDeciding={decide !== undefined}
        back={<BackToList href={`/${merchant}/transactions`} label={t('detail.back')} />}
      />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="grid content-start gap-6">
          <Timeline
            lines={transaction.timeline}
            kind={transaction.kind}
            currency={transaction.amount.currency}
            timeZone={timeZone}
            approvalsHref={allows(ctx.actor.role, 'refund:request') ? `/${merchant}/approvals` : undefined}
            runsHref={allows(ctx.actor.role, 'reports:see') ? `/${merchant}/end-of-day` : undefined}
          />
          <ExchangeList exchanges={transaction.exchanges} timeZone={timeZone} />
        </div>
        <div className="grid content-start gap-6 max-lg:order-first">
          {transaction.family && (
            <FamilySection
              family={transaction.family}
              currentId={transaction.id}
              merchant={merchant}
              timeZone={timeZone}
            />
          )}
          <ClientMessages also={['story']}>
            <Notes
              transactionId={transaction.id}
              notes={transaction.notes}
              timeZone={timeZone}
              action={addNoteAction.bind(null, merchant)}
            />
          </ClientMessages>
          <FactsOf ctx={ctx} transaction={transaction} />
        </div>
      </div>
      <RefreshOnChange
        merchant={merchant}
        topic="transaction"
        ids={[transaction.id, ...family]}
        isMoving={isMoving}
      />
    </>
  );
}

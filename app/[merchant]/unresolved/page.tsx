import { CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { OpenCloses } from '#components/end-of-day/open-closes.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { ProposalsTable } from '#components/resolutions/proposals-table.tsx';
import { UnfinishedTable } from '#components/split-sales/unfinished-table.tsx';
import { AskNowButton } from '#components/transactions/ask-now-button.tsx';
import { UnresolvedTable } from '#components/transactions/unresolved-table.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listOpenCloses } from '#server/end-of-day/list-open-closes.ts';
import { listProposals } from '#server/resolutions/list-proposals.ts';
import { listUnfinished } from '#server/split-sales/list-split-sales.ts';
import { canAsk } from '#server/transactions/asking.ts';
import { listUnresolved, type UnresolvedTransaction } from '#server/transactions/list-unresolved.ts';
import { askNowAction } from '../transactions/[id]/actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('transactions.unresolved');
  return { title: t('title') };
}

/** Nothing unfinished is hidden (INV-16): every open operation, split sale and close with its age and the next step. */
export default async function UnresolvedPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'transactions:see');
  const mayDecide = allows(ctx.actor.role, 'resolution:make');
  const proposals = mayDecide ? await listProposals(await pageContext(merchant, 'resolution:make')) : [];
  const isWaiting = (row: UnresolvedTransaction) =>
    proposals.some((proposal) => proposal.transactionId === row.id);
  const [t, decision, rows, splitSales, closes] = await Promise.all([
    getTranslations('transactions.unresolved'),
    getTranslations('resolution'),
    listUnresolved(ctx),
    listUnfinished(ctx),
    listOpenCloses(ctx),
  ]);
  const maySeeCloses = allows(ctx.actor.role, 'reports:see');
  const mayAsk = allows(ctx.actor.role, 'transactions:ask');
  return (
    <>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <ProposalsTable merchant={merchant} rows={proposals} at={ctx.clock.now()} />
      {(rows.length > 0 || (splitSales.length === 0 && closes.length === 0)) && (
        <UnresolvedTable
          merchant={merchant}
          timeZone={ctx.merchant.calendar.timeZone}
          rows={rows}
          at={ctx.clock.now()}
          ask={(row) =>
            mayAsk &&
            canAsk(row) && <AskNowButton transactionId={row.id} action={askNowAction.bind(null, merchant)} />
          }
          decide={(row) =>
            mayDecide &&
            row.doubt && (
              <Link
                href={`/${merchant}/transactions/${row.id}${isWaiting(row) ? '' : '?decide=1'}`}
                prefetch={false}
                className={buttonLook()}
              >
                {decision(isWaiting(row) ? 'see' : 'open')}
              </Link>
            )
          }
          empty={
            <EmptyState icon={<CircleCheck />} title={t('empty')}>
              {t('emptyText')}
            </EmptyState>
          }
        />
      )}
      <UnfinishedTable
        merchant={merchant}
        timeZone={ctx.merchant.calendar.timeZone}
        rows={splitSales}
        at={ctx.clock.now()}
      />
      <OpenCloses
        rows={closes}
        at={ctx.clock.now()}
        href={maySeeCloses ? (row) => `/${merchant}/end-of-day/${row.id}` : undefined}
      />
      <RefreshOnChange merchant={merchant} topic="transaction" isMoving={rows.length > 0} />
      <RefreshOnChange merchant={merchant} topic="split-sale" isMoving={splitSales.length > 0} />
      <RefreshOnChange merchant={merchant} topic="end-of-day" isMoving={closes.length > 0} />
    </>
  );
}

import { UserRoundCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApprovalCard } from '#components/approvals/approval-card.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { listApprovals } from '#server/approvals/list-approvals.ts';
import { pageContext } from '#server/auth/page-context.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('approvals');
  return { title: t('title') };
}

/** What waits for this person first, then what they asked for, what waits for others, and what was answered. */
export default async function ApprovalsPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'approvals:see');
  const [t, inbox] = await Promise.all([getTranslations('approvals'), listApprovals(ctx)]);
  const parts = [
    { key: 'waitingForYou', rows: inbox.forMe },
    { key: 'mine', rows: inbox.mine },
    { key: 'others', rows: inbox.others },
    { key: 'decided', rows: inbox.ended },
  ] as const;
  const isQuiet = inbox.forMe.length + inbox.mine.length + inbox.others.length === 0;
  return (
    <ClientMessages also={['approvals']}>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <div className="grid gap-6">
        {isQuiet && (
          <div className="rounded-lg border bg-surface">
            <EmptyState icon={<UserRoundCheck />} title={t('empty.title')}>
              {t('empty.text')}
            </EmptyState>
          </div>
        )}
        {parts
          .filter(({ rows }) => rows.length > 0)
          .map(({ key, rows }) => (
            <section key={key} aria-labelledby={key}>
              <h2 id={key} className="mb-2 text-base">
                {t(key)} <span className="font-normal text-ink-soft">({rows.length})</span>
              </h2>
              <ul className="grid items-start gap-3 lg:grid-cols-2 2xl:grid-cols-3">
                {rows.map((approval) => (
                  <ApprovalCard
                    key={approval.id}
                    merchant={merchant}
                    approval={approval}
                    at={inbox.at}
                    timeZone={ctx.merchant.calendar.timeZone}
                  />
                ))}
              </ul>
            </section>
          ))}
      </div>
      <RefreshOnChange merchant={merchant} topic="approval" isMoving={!isQuiet} />
    </ClientMessages>
  );
}

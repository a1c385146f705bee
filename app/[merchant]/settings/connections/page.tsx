import { Plug } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { ConnectionCard } from '#components/connections/connection-card.tsx';
import { TestButton } from '#components/connections/test-button.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listConnections } from '#server/terminals/list-connections.ts';
import { testConnectionAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('connections');
  return { title: t('title') };
}

/** Every account with a provider: what it drives, how its login is, and a test of its credentials for those who keep them. */
export default async function ConnectionsPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'connections:see');
  const [t, look, { at, connections }] = await Promise.all([
    getTranslations('connections'),
    getTranslations('slipLook'),
    listConnections(ctx),
  ]);
  const { timeZone } = ctx.merchant.calendar;
  const mayTest = allows(ctx.actor.role, 'connections:test');
  return (
    <ClientMessages also={['connections']}>
      <PageHeader
        title={t('title')}
        actions={
          allows(ctx.actor.role, 'slips:design') && (
            <Link href={`/${merchant}/settings/slips`} prefetch={false} className={buttonLook()}>
              {look('title')}
            </Link>
          )
        }
        sentence={connections.length > 0 && t('sentence', { count: connections.length, zone: timeZone })}
      />
      {connections.length === 0 && (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={<Plug />} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        </div>
      )}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        {connections.map((connection) => (
          <ConnectionCard
            key={connection.id}
            merchant={merchant}
            connection={connection}
            at={at}
            timeZone={timeZone}
            test={
              mayTest && (
                <TestButton
                  connectionId={connection.id}
                  timeZone={timeZone}
                  action={testConnectionAction.bind(null, merchant)}
                />
              )
            }
          />
        ))}
      </div>
    </ClientMessages>
  );
}

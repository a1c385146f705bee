import { Plug } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AddConnection, EditConnection } from '#components/connections/account-sheets.tsx';
import { ConnectionCard } from '#components/connections/connection-card.tsx';
import { TestButton } from '#components/connections/test-button.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { may } from '#server/auth/permissions.ts';
import { ACCOUNT_FORMS, secretsOf } from '#server/terminals/account-form.ts';
import { listConnections } from '#server/terminals/list-connections.ts';
import { listBaseUrls } from '#server/terminals/manage-connections.ts';
import { testConnectionAction } from './actions.ts';
import { addConnectionAction, changeCredentialsAction, renameConnectionAction } from './manage-actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('connections');
  return { title: t('title') };
}

/** Every account with a provider: what it drives, how its login is, and a test of its credentials for those who keep them. */
export default async function ConnectionsPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'connections:see');
  const [t, { at, connections }] = await Promise.all([getTranslations('connections'), listConnections(ctx)]);
  const { timeZone } = ctx.merchant.calendar;
  const mayTest = may(ctx.actor, 'connections:test');
  const mayManage = may(ctx.actor, 'connections:manage');
  return (
    <ClientMessages also={['connections', 'manage']}>
      <PageHeader
        title={t('title')}
        actions={
          mayManage && (
            <AddConnection
              forms={ACCOUNT_FORMS}
              baseUrls={listBaseUrls(ctx)}
              action={addConnectionAction.bind(null, merchant)}
            />
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
            edit={
              mayManage && (
                <EditConnection
                  connection={{ id: connection.id, label: connection.label }}
                  secrets={secretsOf(connection.provider)}
                  rename={renameConnectionAction.bind(null, merchant)}
                  change={changeCredentialsAction.bind(null, merchant)}
                />
              )
            }
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

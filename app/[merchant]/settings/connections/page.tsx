import { Plug } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { AddConnection, EditConnection } from '#components/connections/account-sheets.tsx';
import { ConnectionCard } from '#components/connections/connection-card.tsx';
import { TestButton } from '#components/connections/test-button.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { listWaitingAccounts } from '#server/approvals/credentials-with-second.ts';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { may } from '#server/auth/permissions.ts';
import { readSecondAdmin, type SecondAdmin } from '#server/people/second-admin.ts';
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
  const [t, { at, connections }, second] = await Promise.all([
    getTranslations('connections'),
    listConnections(ctx),
    readSecondAdmin(ctx),
  ]);
  const way = second === 'first' || second === 'by_itself' ? 'alone' : 'other';
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
              way={way}
              action={addConnectionAction.bind(null, merchant)}
            />
          )
        }
        sentence={connections.length > 0 && t('sentence', { count: connections.length, zone: timeZone })}
      />
      {mayManage && <SecondNeeded ctx={ctx} second={second} />}
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
                  way={way}
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

/** How what is asked for here comes about where nobody else can let it, and what waits for that. */
async function SecondNeeded({ ctx, second }: { ctx: Context<'connections:see'>; second: SecondAdmin }) {
  const [t, waiting] = await Promise.all([
    getTranslations('manage.connections.second'),
    listWaitingAccounts(ctx),
  ]);
  const home = `/${ctx.merchant.slug}`;
  return (
    <div className="mb-4 grid gap-2 empty:hidden">
      {second === 'nobody' && (
        <Alert
          kind="warning"
          action={
            <Link href={`${home}/settings/limits`} prefetch={false} className={buttonLook('secondary')}>
              {t('toLimits')}
            </Link>
          }
        >
          {t('nobody')}
        </Alert>
      )}
      {(second === 'first' || second === 'by_itself') && <Alert kind="info">{t('by_itself')}</Alert>}
      {waiting.map(({ approvalId, label }) => (
        <Alert
          key={approvalId}
          kind="info"
          action={
            <Link
              href={`${home}/approvals/${approvalId}`}
              prefetch={false}
              className={buttonLook('secondary')}
            >
              {t('see')}
            </Link>
          }
        >
          {t('waiting', { label })}
        </Alert>
      ))}
    </div>
  );
}

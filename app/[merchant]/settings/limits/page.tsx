import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { LimitForm } from '#components/limits/limit-form.tsx';
import { LimitTable } from '#components/limits/limit-table.tsx';
import { SingleManagerForm } from '#components/limits/single-manager-form.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { getLimits } from '#server/limits/get-limits.ts';
import { requestLimitAction, requestSingleManagerAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('limits');
  return { title: t('title') };
}

/** How much goes back without a second person, and for administrators the way to other limits. */
export default async function LimitsPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'limits:see');
  const [t, limits] = await Promise.all([getTranslations('limits'), getLimits(ctx)]);
  const maySet = allows(ctx.actor.role, 'limits:set');
  return (
    <ClientMessages also={['approvals', 'limits']}>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <div className="grid gap-6">
        {limits.waiting > 0 && (
          <Alert
            kind="info"
            action={
              <Link href={`/${merchant}/approvals`} prefetch={false} className={buttonLook('secondary')}>
                {t('toApprovals')}
              </Link>
            }
          >
            {t('waiting', { count: limits.waiting })}
          </Alert>
        )}
        <LimitTable rows={limits.rows} timeZone={ctx.merchant.calendar.timeZone} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          {maySet && (
            <Card>
              <CardHead title={t('form.title')} sentence={t('form.sentence')} />
              <CardBody>
                <LimitForm
                  roles={['everyone', 'manager']}
                  currency={ctx.merchant.currency}
                  action={requestLimitAction.bind(null, merchant)}
                />
              </CardBody>
            </Card>
          )}
          <Card>
            <CardHead title={t('single.title')} />
            <CardBody className="grid gap-3">
              <p className="max-w-[70ch] text-pretty text-sm">
                {t(limits.isSingleManager ? 'single.on' : 'single.off')}
              </p>
              {maySet && (
                <SingleManagerForm
                  isOn={limits.isSingleManager}
                  action={requestSingleManagerAction.bind(null, merchant)}
                />
              )}
            </CardBody>
          </Card>
        </div>
      </div>
      <RefreshOnChange merchant={merchant} topic="approval" />
    </ClientMessages>
  );
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { MerchantForm } from '#components/settings/merchant-form.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { areDaysFixed } from '#server/merchants/change-merchant.ts';
import { changeMerchantAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('manage.merchant');
  return { title: t('title') };
}

/** What the merchant is called on slips and reports, and how its days go. */
export default async function MerchantPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'merchant:change');
  const [t, isFixed] = await Promise.all([getTranslations('manage.merchant'), areDaysFixed(ctx)]);
  const { name, legalName, taxNumber, locale, calendar } = ctx.merchant;
  return (
    <ClientMessages also={['manage']}>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <MerchantForm
        merchant={{ name, legalName, taxNumber, locale, ...calendar }}
        isFixed={isFixed}
        action={changeMerchantAction.bind(null, merchant)}
      />
    </ClientMessages>
  );
}

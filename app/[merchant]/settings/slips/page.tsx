import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { LookForm } from '#components/receipts/look-form.tsx';
import { Slip } from '#components/receipts/slip.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { getLook } from '#server/receipts/get-look.ts';
import { sampleSlip } from '#server/receipts/sample-slip.ts';
import { changeLookAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('slipLook');
  return { title: t('title') };
}

/** What every slip of the merchant says above and below, beside a sample of it. */
export default async function SlipLookPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'slips:design');
  const [t, look] = await Promise.all([getTranslations('slipLook'), getLook(ctx)]);
  const receipt = sampleSlip(ctx.merchant, look, ctx.actor.locale, ctx.clock.now());
  return (
    <ClientMessages also={['slipLook']}>
      <PageHeader
        back={{ href: `/${merchant}/settings/connections`, label: t('back') }}
        title={t('title')}
        sentence={t('sentence')}
      />
      <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <LookForm look={look} action={changeLookAction.bind(null, merchant)} />
        <section aria-labelledby="preview" className="grid gap-3 rounded-lg bg-sunken px-2 py-4">
          <div className="text-center">
            <h2 id="preview" className="text-base">
              {t('preview')}
            </h2>
            <p className="text-ink-soft text-sm">{t('previewText')}</p>
          </div>
          <Slip
            receipt={fitColumns(receipt, 32)}
            label={t('sample')}
            language={ctx.actor.locale}
            className="flex justify-center"
          />
        </section>
      </div>
    </ClientMessages>
  );
}

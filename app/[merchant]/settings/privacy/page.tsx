import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PersonForm } from '#components/privacy/person-form.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { shownRetention } from '#server/privacy/shown-retention.ts';
import { erasePersonAction, exportPersonAction, findPersonAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('privacy');
  return { title: t('title') };
}

/** What is kept of customers: looked up, given to them, erased; and how long it is kept. */
export default async function PrivacyPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  await pageContext(merchant, 'privacy:manage');
  const t = await getTranslations('privacy');
  return (
    <ClientMessages also={['privacy']}>
      <PageHeader
        back={{ href: `/${merchant}/settings/connections`, label: t('back') }}
        title={t('title')}
        sentence={t('sentence')}
      />
      <div className="grid items-start gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <PersonForm
          find={findPersonAction.bind(null, merchant)}
          save={exportPersonAction.bind(null, merchant)}
          erase={erasePersonAction.bind(null, merchant)}
        />
        <section aria-labelledby="kept" className="grid gap-3">
          <h2 id="kept" className="text-base">
            {t('kept')}
          </h2>
          <p className="text-ink-soft text-sm">{t('keptSentence')}</p>
          <Facts>
            {shownRetention().map(({ kind, months }) => (
              <Fact key={kind} term={t(`kinds.${kind}`)}>
                {t('months', { count: months })}
              </Fact>
            ))}
          </Facts>
        </section>
      </div>
    </ClientMessages>
  );
}

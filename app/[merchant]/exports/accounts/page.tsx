import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MappingForm } from '#components/exports/mapping-form.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { LinkTabs } from '#components/ui/tabs.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { TARGETS } from '#server/journals/journal-wish.ts';
import { getMapping } from '#server/journals/map-accounts.ts';
import { accountWords } from '../account-words.ts';
import { mapAccountsAction } from '../actions.ts';

type AccountsPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('journal');
  return { title: t('title') };
}

/** What each ledger programme calls the accounts that journals are written to. */
export default async function AccountsPage({ params, searchParams }: AccountsPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'transactions:export');
  const [t, exportsT] = await Promise.all([getTranslations('journal'), getTranslations('exports')]);
  const target = TARGETS.find((one) => one === oneParam(asked, 'target')) ?? TARGETS[0];
  const { groups, cards, accounts } = await getMapping(ctx, target);
  const say = await accountWords(cards);
  return (
    <ClientMessages also={['journal']}>
      <PageHeader
        back={{ href: `/${merchant}/exports`, label: exportsT('title') }}
        title={t('title')}
        sentence={t('sentence')}
      />
      <div className="grid gap-4">
        <LinkTabs
          label={t('programme')}
          tabs={TARGETS.map((one) => ({
            href: `/${merchant}/exports/accounts?target=${one}`,
            label: t(`targets.${one}`),
            isCurrent: one === target,
          }))}
        />
        <p className="text-ink-soft text-sm">
          {t(`formats.${target}`)} · {t('mapped', { count: accounts.size })}
        </p>
        <MappingForm
          key={target}
          target={target}
          groups={groups.map(({ name, keys }) => ({
            title: t(`groups.${name}`),
            fields: keys.map((key) => ({
              key,
              label: say(key),
              value: accounts.get(key) ?? '',
              isOptional: key.startsWith('vat:'),
            })),
          }))}
          action={mapAccountsAction.bind(null, merchant)}
        />
      </div>
    </ClientMessages>
  );
}

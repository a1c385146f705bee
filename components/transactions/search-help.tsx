import { useTranslations } from 'next-intl';

const EXAMPLES = {
  last4: 'last4:3259',
  amount: 'amount:>500',
  range: 'amount:100-200',
  device: 'device:kasa',
  state: 'state:unknown',
  kind: 'kind:refund',
  batch: 'batch:12',
  date: 'date:01.03.2026..04.03.2026',
  person: 'user:me',
} as const;
const NAMES = Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[];

/** What the search box understands, folded away under it. */
export function SearchHelp() {
  const t = useTranslations('find.search');
  return (
    <details className="text-sm">
      <summary className="w-fit rounded-sm py-1.5 text-ink-soft text-xs hover:text-ink max-md:py-3">
        {t('help')}
      </summary>
      <p className="max-w-prose pt-1 text-ink-soft">{t('helpText')}</p>
      <p className="pt-1 text-ink-soft">{t('helpFilters')}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 pt-1 text-xs">
        {NAMES.map((name) => (
          <div key={name} className="contents">
            <dt className="font-mono">{EXAMPLES[name]}</dt>
            <dd className="text-ink-soft">{t(`examples.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

import { useLocale, useTranslations } from 'next-intl';
import type { LooseField } from '#server/transactions/how-found.ts';

/** That a search found one slip, and the next step: to print it, or first to look whether it is the one. */
export function FoundWords({ loose }: { loose: readonly LooseField[] }) {
  const t = useTranslations('slip');
  const keys = useTranslations('find.keys');
  const list = new Intl.ListFormat(useLocale());
  if (loose.length > 0) {
    const known = loose.flatMap(({ key, value }) => (value === null ? [] : [`${keys(key)} ${value}`]));
    return known.length === loose.length ? t('looseFound', { by: list.format(known) }) : t('looseUnnamed');
  }
  return (
    <>
      {t('oneFound')} {/* A phone has no such key. */}
      <span className="hidden [@media(hover:hover)_and_(pointer:fine)]:inline">{t('enterPrints')}</span>
    </>
  );
}

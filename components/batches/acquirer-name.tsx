import { useTranslations } from 'next-intl';

/** The bank's name with its number; the number alone, or a word for nobody, where there is no name. */
export function AcquirerName({ id, name }: { id: string; name: string | null }) {
  const t = useTranslations('batches');
  if (!id) return name ?? t('acquirerUnknown');
  if (!name) return id;
  return (
    <>
      {name} <span className="text-ink-soft text-xs">{id}</span>
    </>
  );
}

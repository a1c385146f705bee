import { useTranslations } from 'next-intl';

type AcquirerNameProps = { id: string; name: string | null; paymentType?: 'card' | 'cash' };

/** The bank's name with its number; the number alone, or a word for nobody, where there is no name. Cash has no bank. */
export function AcquirerName({ id, name, paymentType }: AcquirerNameProps) {
  const t = useTranslations('batches');
  if (paymentType === 'cash') return t('cash');
  if (!id) return name ?? t('acquirerUnknown');
  if (!name) return id;
  return (
    <>
      {name} <span className="text-ink-soft text-xs">{id}</span>
    </>
  );
}

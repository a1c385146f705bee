import { useTranslations } from 'next-intl';

type AcquirerNameProps = {
  id: string;
  name: string | null;
  paymentType?: 'card' | 'cash';
  /** What the sums are of: acquirers, or card types by their brand. */
  by?: 'acquirer' | 'card_brand';
};

/**
 * The bank's name with its number; the number alone, or a word for nobody, where there is no name. Cash has no bank. Of a card
 * type its name alone, or what its provider called it.
 */
export function AcquirerName({ id, name, paymentType, by = 'acquirer' }: AcquirerNameProps) {
  const t = useTranslations('batches');
  if (paymentType === 'cash') return t('cash');
  if (by === 'card_brand') return name ?? (id || t('cardTypeUnknown'));
  if (!id) return name ?? t('acquirerUnknown');
  if (!name) return id;
  return (
    <>
      {name} <span className="text-ink-soft text-xs">{id}</span>
    </>
  );
}

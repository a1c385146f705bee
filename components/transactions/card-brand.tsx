import { useTranslations } from 'next-intl';

/** The schemes that have a word of ours. */
export const CARD_BRANDS = ['visa', 'mastercard', 'amex', 'discover', 'interac'] as const;

/** The scheme of a card as its customers call it; a word we do not know as the provider said it. */
export function CardBrand({ brand }: { brand: string }) {
  const t = useTranslations('transactions.detail.cardBrands');
  const known = CARD_BRANDS.find((each) => each === brand);
  return known ? t(known) : brand;
}

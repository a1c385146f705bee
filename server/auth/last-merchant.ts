/** First parts of addresses that lead elsewhere than to a merchant. */
export const TAKEN_ADDRESSES: readonly string[] = [
  'account',
  'api',
  'forgot',
  'invitation',
  'pay',
  'r',
  'reset',
  'signin',
];

/** A slug as this product makes them; anything else cannot be one of ours. */
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/**
 * Cookie with the slug of the merchant that was opened last in this browser. It only ever chooses among the merchants a person
 * belongs to: whoever forges it begins at another of their own.
 */
export const LAST_MERCHANT_COOKIE = 'vezne_merchant';

/** The slug of the merchant whose page an address is; null for a page of Vezne itself. Whether there is such a merchant is not asked. */
export function merchantInAddress(pathname: string): string | null {
  const first = pathname.split('/', 2)[1] ?? '';
  return SLUG.test(first) && !TAKEN_ADDRESSES.includes(first) ? first : null;
}

/** Where a person begins: at the merchant opened last while it is one of theirs, else at their first. */
export function merchantToOpen<M extends { slug: string }>(
  merchants: readonly M[],
  lastOpened: string | undefined,
): M | undefined {
  return merchants.find(({ slug }) => slug === lastOpened) ?? merchants[0];
}

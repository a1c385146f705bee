import { isLocale, type Locale } from '#server/kernel/locale.ts';

/** The language asked for in an address; the merchant's own when none or no such was asked for. */
export function readLanguage(asked: string | null | undefined, merchant: { locale: Locale }): Locale {
  return isLocale(asked) ? asked : merchant.locale;
}

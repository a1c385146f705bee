/** The languages of the interface; the first is the default. */
export const LOCALES = ['tr', 'en', 'fr'] as const;

/** A language every text of the product exists in. */
export type Locale = (typeof LOCALES)[number];

/** Language of a visitor who told us nothing we can serve. */
const DEFAULT_LOCALE: Locale = LOCALES[0];

/** Whether a text names a language of the interface, exactly. */
export function isLocale(text: unknown): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

/**
 * The best language of the interface for an Accept-Language header (RFC 9110 §12.5.4): highest quality first, regions
 * fold into their language, `*` and anything unreadable count for nothing. The default when none fits.
 */
export function negotiateLocale(acceptLanguage: string | null | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((entry, order) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters
        .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1])
        .find(Boolean);
      return {
        language: tag.split('-')[0] ?? '',
        quality: quality === undefined ? 1 : Number(quality),
        order,
      };
    })
    .filter((entry) => entry.quality > 0)
    .sort((a, b) => b.quality - a.quality || a.order - b.order);
  return wanted.map((entry) => entry.language).find(isLocale) ?? DEFAULT_LOCALE;
}

/** Cookie with the language a person chose; absent until somebody chooses. */
export const LOCALE_COOKIE = 'vezne_locale';

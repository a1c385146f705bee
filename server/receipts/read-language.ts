import { isLocale, type Locale } from '#server/kernel/locale.ts';

/** The language asked for in an address; the slip's own when none or no such was asked for. */
export function readLanguage(asked: string | null | undefined, slip: { language: Locale }): Locale {
  return isLocale(asked) ? asked : slip.language;
}

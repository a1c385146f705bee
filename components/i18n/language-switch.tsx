import { Languages } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { classNames } from '#components/ui/class-names.ts';
import { LOCALES } from '#server/kernel/locale.ts';

/** The languages side by side, each in its own words. `action` keeps the choice; it receives `locale` in the form. */
export function LanguageSwitch({ action }: { action: (form: FormData) => Promise<void> }) {
  const t = useTranslations('frame');
  const current = useLocale();
  return (
    <form action={action} aria-label={t('user.language')} className="flex items-center gap-1 text-sm">
      <Languages aria-hidden className="mr-1 size-4 text-ink-faint" />
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="submit"
          name="locale"
          value={locale}
          lang={locale}
          aria-pressed={locale === current}
          className={classNames(
            'rounded-sm px-1.5 py-1 transition-colors hover:bg-hover max-md:min-h-11 max-md:px-2.5',
            locale === current ? 'font-medium text-ink' : 'text-ink-soft',
          )}
        >
          {t(`languages.${locale}`)}
        </button>
      ))}
    </form>
  );
}

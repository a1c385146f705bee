import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { classNames } from '#components/ui/class-names.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';

/** The languages a slip can be written in; each is an address, so that it survives reload and can be shared. */
export function SlipLanguage({ current, hrefOf }: { current: Locale; hrefOf: (language: Locale) => string }) {
  const t = useTranslations('receipt');
  const languages = useTranslations('frame.languages');
  return (
    <nav
      aria-label={t('language')}
      data-frame
      className="inline-flex w-fit rounded-md border border-line bg-sunken p-0.5"
    >
      {LOCALES.map((language) => (
        <Link
          key={language}
          href={hrefOf(language)}
          prefetch={false}
          replace
          scroll={false}
          lang={language}
          aria-current={language === current ? 'true' : undefined}
          className={classNames(
            'flex h-7 items-center rounded-sm px-3 text-sm transition-colors max-md:h-10',
            language === current
              ? 'bg-surface font-medium text-ink shadow-raised ring-1 ring-line'
              : 'text-ink-soft hover:text-ink',
          )}
        >
          {languages(language)}
        </Link>
      ))}
    </nav>
  );
}

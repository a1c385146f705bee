'use client';

import { Failure } from '#components/layout/failure.tsx';
import en from '#server/i18n/messages/en/failure.json' with { type: 'json' };
import fr from '#server/i18n/messages/fr/failure.json' with { type: 'json' };
import tr from '#server/i18n/messages/tr/failure.json' with { type: 'json' };
import { negotiateLocale } from '#server/kernel/locale.ts';
import './globals.css';

const texts = { en, fr, tr };

/**
 * Shown when the root layout itself threw. It stands for the whole document, without the request: the language is that
 * of the page that was there, else the browser's.
 */
export default function DocumentFailure({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const locale =
    typeof document === 'undefined'
      ? negotiateLocale(null)
      : negotiateLocale(document.documentElement.lang || navigator.languages.join(','));
  return (
    <html lang={locale}>
      <body>
        <title>{texts[locale].title}</title>
        <main>
          <Failure texts={texts[locale]} digest={error.digest} retry={reset} />
        </main>
      </body>
    </html>
  );
}

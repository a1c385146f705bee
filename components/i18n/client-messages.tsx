import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Namespace } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { compiledTexts } from './compile.ts';

/** Texts every screen's client parts may use; put what only one subject needs into `also` where that subject begins. */
const ALWAYS: Namespace[] = ['common', 'failure', 'frame', 'state'];

/**
 * Sends texts to the client components inside it: the general ones and those of `also`, compiled. A page that sends every text
 * would be tens of kilobytes heavier; server components read any text without this.
 */
export async function ClientMessages({
  also = [],
  locale,
  children,
}: {
  also?: Namespace[];
  /** Where it is not that of the page. */
  locale?: Locale;
  children: ReactNode;
}) {
  const [language, all] = await Promise.all([locale ?? getLocale(), getMessages(locale && { locale })]);
  return (
    <NextIntlClientProvider messages={compiledTexts(all, [...ALWAYS, ...also])} locale={language}>
      {children}
    </NextIntlClientProvider>
  );
}

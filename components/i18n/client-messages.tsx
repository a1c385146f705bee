import { getLocale, getMessages, getTimeZone } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Namespace } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { textsAsJson } from './compile.ts';
import { TextsProvider } from './texts-provider.tsx';

/** Texts every screen's client parts may use; put what only one subject needs into `also` where that subject begins. */
const ALWAYS: readonly Namespace[] = ['common', 'failure', 'frame', 'state'];

/**
 * Sends texts to the client components inside it: those of `also`, compiled, beside those that were sent around it. A page that
 * sends every text would be tens of kilobytes heavier; server components read any text without this.
 */
export async function ClientMessages({
  also = [],
  locale,
  isOutermost = false,
  children,
}: {
  also?: readonly Namespace[];
  /** Where it is not that of the page. */
  locale?: Locale;
  /** Whether nothing around it has sent the general ones. */
  isOutermost?: boolean;
  children: ReactNode;
}) {
  const [language, all, timeZone] = await Promise.all([
    locale ?? getLocale(),
    getMessages(locale && { locale }),
    getTimeZone(),
  ]);
  const isApart = isOutermost || locale !== undefined;
  return (
    <TextsProvider
      // One string crosses to the browser at a fraction of the cost of a tree of thousands of small ones.
      texts={textsAsJson(all, isApart ? [...ALWAYS, ...also] : also)}
      locale={language}
      timeZone={timeZone}
      isApart={isApart}
    >
      {children}
    </TextsProvider>
  );
}

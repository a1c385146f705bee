'use client';

import { NextIntlClientProvider } from 'next-intl';
import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Locale } from '#server/kernel/locale.ts';
import type { CompiledTexts } from './compile.ts';

const NONE: CompiledTexts = {};
const OuterTexts = createContext(NONE);

type TextsProviderProps = {
  /** Compiled texts as JSON. */
  texts: string;
  locale: Locale;
  timeZone: string;
  /** Whether those of the providers around it are in another language. */
  isApart: boolean;
  children: ReactNode;
};

/** Gives the client components inside it its own texts and those of the providers around it. */
export function TextsProvider({ texts, locale, timeZone, isApart, children }: TextsProviderProps) {
  const around = use(OuterTexts);
  const outer = isApart ? NONE : around;
  const messages = useMemo(() => ({ ...outer, ...readTexts(texts) }), [outer, texts]);
  return (
    <OuterTexts value={messages}>
      <NextIntlClientProvider messages={messages} locale={locale} timeZone={timeZone}>
        {children}
      </NextIntlClientProvider>
    </OuterTexts>
  );
}

const read = new Map<string, CompiledTexts>();

/** The same texts come with every page: they are read once. There are as many as places that send some, in three languages. */
function readTexts(texts: string): CompiledTexts {
  let known = read.get(texts);
  if (known === undefined) {
    known = JSON.parse(texts) as CompiledTexts;
    read.set(texts, known);
  }
  return known;
}

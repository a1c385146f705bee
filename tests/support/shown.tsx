import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';

/** What a reader of this language sees. Fails when a text was missing or could not be formatted. */
export function render(locale: Locale, what: ReactNode): string {
  const problems: string[] = [];
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider
      locale={locale}
      messages={messages[locale]}
      timeZone="Europe/Istanbul"
      onError={(error) => problems.push(error.message)}
    >
      <QueryClientProvider client={new QueryClient()}>{what}</QueryClientProvider>
    </NextIntlClientProvider>,
  );
  expect(problems).toEqual([]);
  return markup
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'");
}

/** Sentences of the other languages that are not also one of this one. */
const foreign = Object.fromEntries(
  LOCALES.map((locale) => {
    const own = new Set(textsOf(messages[locale]));
    const others = LOCALES.filter((other) => other !== locale).flatMap((other) => textsOf(messages[other]));
    return [locale, others.filter((text) => !own.has(text) && / .* /.test(text) && !text.includes('{'))];
  }),
) as Record<Locale, string[]>;

function textsOf(node: unknown): string[] {
  return typeof node === 'string' ? [node] : Object.values(node as object).flatMap(textsOf);
}

/** Nothing raw, nothing foreign: what is shown is sentences of this language, the provider's quoted. */
export function expectReadable(locale: Locale, text: string): void {
  expect(text).not.toMatch(/\b[a-z]+_[a-z_]+\b/);
  expect(text).not.toMatch(/lost while|not sent|too_large|undefined|null|\[object|NaN|Invalid Date/);
  expect(foreign[locale].filter((sentence) => text.includes(sentence))).toEqual([]);
}

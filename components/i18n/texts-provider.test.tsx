import { useMessages } from 'next-intl';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { compiledTexts, textsAsJson } from './compile.ts';
import { TextsProvider } from './texts-provider.tsx';

function Outermost({ children }: { children: ReactNode }) {
  return (
    <TextsProvider texts={textsAsJson(messages.en, ['common'])} locale="en" timeZone="UTC" isApart>
      {children}
    </TextsProvider>
  );
}

function Inner({ locale, isApart, children }: { locale: Locale; isApart: boolean; children: ReactNode }) {
  return (
    <TextsProvider
      texts={textsAsJson(messages[locale], isApart ? ['common', 'sale'] : ['sale'])}
      locale={locale}
      timeZone="UTC"
      isApart={isApart}
    >
      {children}
    </TextsProvider>
  );
}

function Sent() {
  return JSON.stringify(useMessages());
}

const sent = (html: string) =>
  JSON.parse(
    html
      .replaceAll('&quot;', '"')
      .replaceAll('&#x27;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );

describe('texts that are sent inside others', () => {
  it('come beside those around them', () => {
    const html = renderToStaticMarkup(
      <Outermost>
        <Inner locale="en" isApart={false}>
          <Sent />
        </Inner>
      </Outermost>,
    );
    expect(sent(html)).toEqual(compiledTexts(messages.en, ['common', 'sale']));
  });

  it('stand apart in another language: nothing around them shows through', () => {
    const html = renderToStaticMarkup(
      <Outermost>
        <Inner locale="tr" isApart>
          <Sent />
        </Inner>
      </Outermost>,
    );
    expect(sent(html)).toEqual(compiledTexts(messages.tr, ['common', 'sale']));
  });
});

import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { formatAmount } from '#components/money/format-amount.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { render } from '#tests/support/shown.tsx';
import type { ShownTakings } from './shown-takings.ts';
import { TakingsPicture } from './takings-picture.tsx';

const ROWS: ShownTakings[] = [
  { ...named('09', 2, 12_050, 0, 0), netMinor: 12_050 },
  { ...named('10', 1, 100, 1, 2_500), netMinor: -2_400 },
  { ...named('11', 0, 0, 0, 0), netMinor: 0 },
];

function named(value: string, takenCount: number, takenMinor: number, backCount: number, backMinor: number) {
  const href = `/kahve/transactions?hour=${value}`;
  return { value, name: `${value}:00`, shortName: value, href, takenCount, takenMinor, backCount, backMinor };
}

const picture = (form: 'columns' | 'rows') => (
  <TakingsPicture
    title="Takings"
    head="Hour"
    rows={ROWS}
    sum={{ takenCount: 3, takenMinor: 12_150, backCount: 1, backMinor: 2_500, netMinor: 9_650 }}
    currency="TRY"
    form={form}
  />
);

function markup(locale: Locale, form: 'columns' | 'rows'): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
      {picture(form)}
    </NextIntlClientProvider>,
  );
}

describe.each(LOCALES)('a picture of takings in %s', (locale) => {
  it.each(['columns', 'rows'] as const)('as %s has every figure in its table', (form) => {
    const text = render(locale, picture(form)).replaceAll('\n', '');
    for (const minor of [12_050, 100, 12_150, -2_500, -2_400, 9_650]) {
      expect(text).toContain(formatAmount({ minor, currency: 'TRY' }, locale));
    }
  });

  it('says of each column what its row in the table says', () => {
    const say = (minor: number) => formatAmount({ minor, currency: 'TRY' }, locale);
    const text = render(locale, picture('columns'));
    for (const { name, takenMinor, backMinor } of ROWS) {
      const line = text.split('\n').find((one) => one.startsWith(name) && one.includes(say(takenMinor)));
      expect(line, name).toContain(say(backMinor));
    }
  });

  it('leads from a column and from its row to the same list, the column for the mouse alone', () => {
    const [drawing = '', table = ''] = markup(locale, 'columns').split('<details');
    for (const { href } of ROWS) {
      expect(drawing).toContain(`<a href="${href}" tabindex="-1"`);
      expect(table).toContain(`href="${href}"`);
    }
    expect(drawing.match(/<a /g)).toHaveLength(ROWS.length);
    expect(table).not.toContain('tabindex="-1"');
  });
});

import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { BankReading } from '#server/end-of-day/bank-reading.ts';
import type { ReadingView } from '#server/end-of-day/get-report.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { ReadFromBank } from './read-from-bank.tsx';

const WANTED = { day: '4 Mar', providerDeviceId: 'TILL-1', batchNumber: '012', currency: 'CAD' };
const AT = new Date('2026-03-05T14:00:00Z');

function markup(locale: Locale, reading: ReadingView): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
      <ReadFromBank
        runId="eod_1"
        reading={reading}
        wanted={WANTED}
        serverNow={AT}
        timeZone="America/Toronto"
        action={async (state) => state}
      />
    </NextIntlClientProvider>,
  );
}

type Texts = (typeof messages)['en']['endOfDay']['reading'];
type Outcome = [BankReading, (texts: Texts) => { title: string; next: string }];

const OUTCOMES: Outcome[] = [
  [{ kind: 'figures', batchNumber: '012', figures: [], strangers: [] }, (t) => t.figures],
  [
    { kind: 'figures', batchNumber: '012', figures: [], strangers: ['TILL-9'] },
    (t) => ({ title: t.figures.title, next: t.figures.strangers }),
  ],
  [{ kind: 'no_report' }, (t) => t.no_report],
  [{ kind: 'not_listed', devices: ['TILL-2', 'TILL-3'] }, (t) => t.not_listed],
  [{ kind: 'not_listed', devices: [] }, (t) => t.not_listed],
  [{ kind: 'other_batch', numbers: ['21'] }, (t) => t.other_batch],
  [{ kind: 'several_batches', numbers: ['12', '13'] }, (t) => t.several_batches],
  [{ kind: 'other_currency', currency: 'USD' }, (t) => t.other_currency],
  ...(['unreachable', 'sign_in_failed', 'unusable'] as const).map(
    (cause): Outcome => [{ kind: 'no_answer', cause }, (t) => t.no_answer[cause]],
  ),
];

describe.each(LOCALES)('what came of reading the bank’s figures, in %s,', (locale) => {
  const texts: Texts = messages[locale].endOfDay.reading;

  it.each(OUTCOMES)('says what happened and the next step: %j', (answer, of) => {
    const shown = markup(locale, { state: 'answered', at: AT, answer });
    const { title, next } = of(texts);
    for (const sentence of [title, next]) {
      for (const part of sentence.split(/\{\w+\}/)) expect(shown).toContain(part.replaceAll("'", '&#x27;'));
    }
    expect(shown).not.toMatch(/\{\w+\}/);
    expect(shown).toContain(texts.again);
  });

  it('offers to read them, and says that it is under way, with no second button', () => {
    expect(markup(locale, { state: 'not_asked' })).toContain(texts.ask);
    const asked = markup(locale, { state: 'asked', askedAt: AT });
    expect(asked).toContain(texts.asking);
    expect(asked).not.toContain('<button');
  });
});

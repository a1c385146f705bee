import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { ApprovedAnyway } from './approved-anyway.tsx';
import { StopPart } from './stop-part.tsx';

const at = '2026-03-04T10:01:00.000Z';
const awaiting: LiveTransaction = {
  ...{ id: 'txn_1', kind: 'sale', state: 'awaiting', status: 'awaiting', splitSaleId: null, flags: [] },
  ...{
    amount: { minor: 11_800, currency: 'CAD' },
    device: { label: 'Caisse 1', branchName: 'Vieux-Port', isOnline: false },
  },
  ...{ createdAt: '2026-03-04T10:00:00.000Z', sentAt: '2026-03-04T10:00:01.000Z', settledAt: null },
  ...{ outcome: null, asking: null, next: { kind: 'callback', at: '2026-03-04T10:03:01.000Z' } },
  ...{ resultBy: 'callback', canAsk: false, canAbort: true, abort: null },
};

/** What a reader of this language sees. Fails when a text was missing or could not be formatted. */
function render(locale: Locale, what: ReactNode): string {
  const problems: string[] = [];
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider
      locale={locale}
      messages={messages[locale]}
      timeZone="America/Toronto"
      onError={(error) => problems.push(error.message)}
    >
      {what}
    </NextIntlClientProvider>,
  );
  expect(problems).toEqual([]);
  return markup;
}

describe.each(LOCALES)('stopping an operation, in %s', (locale) => {
  const said = messages[locale].stop;
  const shown = (change: Partial<LiveTransaction>) =>
    render(
      locale,
      <StopPart
        transaction={{ ...awaiting, ...change }}
        nowMs={Date.parse(at)}
        action={async (state) => state}
        isUrgent={false}
      />,
    );

  it('is offered while it may be, and to nobody else', () => {
    expect(shown({})).toContain(said.action);
    expect(shown({ canAbort: false })).toBe('');
  });

  it('says how far the wish came, and is not offered again before its time', () => {
    for (const state of ['requested', 'asking'] as const) {
      const text = shown({ abort: { state, againAt: null } });
      expect(text).toContain(said.progress[state]);
      expect(text).not.toContain(said.action);
    }
    for (const state of ['accepted', 'refused', 'unanswered'] as const) {
      const soon = shown({ abort: { state, againAt: '2026-03-04T10:01:08.000Z' } });
      expect(soon).toContain(said.progress[state]);
      expect(soon).toContain('0:08');
      expect(soon).not.toContain(said.action);
      expect(shown({ abort: { state, againAt: at } })).toContain(said.action);
    }
  });

  it('that came too late is said loudly, with the way back, as long as the money is where it went', () => {
    const paid = { kind: 'sale', status: 'approved', abort: {} } as const;
    const loud = render(locale, <ApprovedAnyway transaction={paid} action={<b>way back</b>} />);
    expect(loud).toContain(said.anyway.title);
    expect(loud).toContain(said.anyway.sale);
    expect(loud).toContain('way back');
    expect(render(locale, <ApprovedAnyway transaction={{ ...paid, kind: 'refund' }} />)).toContain(
      said.anyway.refund,
    );
    for (const quiet of [
      { ...paid, abort: null },
      { ...paid, status: 'voided' },
      { ...paid, status: 'refunded' },
      { ...paid, status: 'cancelled' },
    ] as const)
      expect(render(locale, <ApprovedAnyway transaction={quiet} />)).toBe('');
  });
});

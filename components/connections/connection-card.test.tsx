import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { AccountFacts } from '#server/gateways/registry.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import type { ConnectionView } from '#server/terminals/list-connections.ts';
import { ConnectionCard } from './connection-card.tsx';

const AT = new Date('2026-04-02T13:00:00Z');
const CONNECTION: ConnectionView = {
  id: 'con_1',
  label: 'Rink',
  provider: 'interpay',
  environment: 'live',
  account: {
    signsIn: false,
    sells: 'on_terminals',
    secondHost: 'svrb.interpaypos.com:1443',
    currency: 'CAD',
    resultsAt: 'fixed_address',
    canQuery: false,
    readsBankTotals: false,
    bankDay: { timeZone: 'America/Toronto', cutOff: '23:45' },
  },
  host: 'svra.interpaypos.com:1443',
  devices: [],
  signedInUntil: null,
  lastUsedAt: null,
  lastRefusedAt: null,
  clockOffsetMs: null,
  callbacks: null,
  troubles: [],
};

function render(locale: Locale, account: AccountFacts | null): string {
  const problems: string[] = [];
  const markup = renderToStaticMarkup(
    <NextIntlClientProvider
      locale={locale}
      messages={messages[locale]}
      timeZone="UTC"
      onError={(error) => problems.push(error.message)}
    >
      <ConnectionCard
        merchant="rink"
        connection={{ ...CONNECTION, account }}
        at={AT}
        timeZone="UTC"
        test={null}
      />
    </NextIntlClientProvider>,
  );
  expect(problems).toEqual([]);
  return markup.replaceAll(/<[^>]*>/g, '\n');
}

it.each(LOCALES)(
  'shows in %s of an account without a login how it is set up, and no login to run out',
  (locale) => {
    const { facts } = messages[locale].connections;
    const text = render(locale, CONNECTION.account);
    for (const said of [facts.results_fixed_address, facts.questionsOff, facts.noLogin, 'CAD', '23:45']) {
      expect(text).toContain(said);
    }
    for (const said of ['svra.interpaypos.com:1443', 'svrb.interpaypos.com:1443', 'America/Toronto']) {
      expect(text).toContain(said);
    }
    for (const unsaid of [facts.signedOut, facts.model, facts.clock]) expect(text).not.toContain(unsaid);
  },
);

it.each(LOCALES)(
  'shows in %s of an account that signs in its fiscal model, its login and its clock',
  (locale) => {
    const { facts } = messages[locale].connections;
    const text = render(locale, { signsIn: true, fiscalModel: '509' });
    for (const said of [facts.model509, facts.signedOut, facts.clock]) expect(text).toContain(said);
    for (const unsaid of [facts.currency, facts.results, facts.bankDay]) expect(text).not.toContain(unsaid);
  },
);

it.each(LOCALES)('says in %s that settings cannot be read', (locale) => {
  expect(render(locale, null)).toContain(messages[locale].connections.facts.settingsUnreadable);
});

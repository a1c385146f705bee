import { z } from 'zod';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { Provider } from '#server/kernel/providers.ts';
import type { BusinessCalendar, Clock, Wait } from '#server/kernel/time.ts';
import type { TerminalCapabilities } from './capabilities.ts';
import { createOnlineGateway, onlineCapabilities } from './hosted-operations.ts';
import type { HttpTransport } from './http.ts';
import { createInterpayGateway } from './interpay/index.ts';
import {
  interpayCapabilities,
  credentialsSchema as interpayCredentials,
  settingsSchema as interpaySettings,
} from './interpay/settings.ts';
import { createIyzicoGateway, credentialsSchema, iyzicoCapabilities } from './iyzico/index.ts';
import { createPayWithIyzicoGateway } from './pay-with-iyzico/index.ts';
import {
  payWithIyzicoCapabilities,
  credentialsSchema as payWithIyzicoCredentials,
  settingsSchema as payWithIyzicoSettings,
} from './pay-with-iyzico/settings.ts';
import type { SessionStore } from './session-store.ts';
import type { TerminalGateway } from './terminal-gateway.ts';

const iyzicoSettings = z.object({
  model: z.enum(['507', '509']),
  /** The provider does not publish the unit; seconds unless it asks for the other. */
  requestTimestampUnit: z.enum(['seconds', 'milliseconds']).default('seconds'),
});

/** What an account with this provider is set up with: choices that are stored, and what is sealed. */
export const interpayAccount = { settings: interpaySettings, credentials: interpayCredentials };

/** The same. */
export const payWithIyzicoAccount = {
  settings: payWithIyzicoSettings,
  credentials: payWithIyzicoCredentials,
};

/** A merchant's account with a provider, opened: what the provider's adapter needs to speak for it. */
export type ProviderAccount = {
  provider: Provider;
  baseUrl: string;
  settings: unknown;
  /** Unsealed JSON text. */
  credentials: string;
};

/** What the adapters share. */
export type GatewayDeps = {
  http: HttpTransport;
  clock: Clock;
  wait: Wait;
  sessions: SessionStore;
  appVersion: string;
  /** What a provider is told our server is called. */
  serverIp: string;
  deadlines: {
    saleMs: number;
    closeMs: number;
    readMs: number;
    sessionMs: number;
    pageMs: number;
    returnMs: number;
  };
};

/** What devices of a connection can do; throws when the stored settings do not parse. */
export function capabilitiesOf(connection: { provider: Provider; settings: unknown }): TerminalCapabilities {
  switch (connection.provider) {
    case 'iyzico':
      return iyzicoCapabilities(iyzicoSettings.parse(connection.settings).model);
    case 'interpay':
      return interpayCapabilities(interpaySettings.parse(connection.settings));
    case 'pay_with_iyzico':
      return onlineCapabilities(payWithIyzicoCapabilities(payWithIyzicoSettings.parse(connection.settings)));
    default:
      return assertNever(connection.provider);
  }
}

/** How an account is set up, as far as it is not secret. */
export type AccountFacts =
  /** It signs in, and its devices have a fiscal model. */
  | { signsIn: true; fiscalModel: '507' | '509' }
  /** Its credentials go with every request; its currency and the end of the bank's day are its own. */
  | {
      signsIn: false;
      sells: 'on_terminals';
      /** Asked where the first host cannot be reached. */
      secondHost: string | null;
      currency: CurrencyCode;
      /** Where results come to: an address of each operation, or the same for all. */
      resultsAt: 'own_address' | 'fixed_address';
      canQuery: boolean;
      /** The bank's figures of a day can be read from it. */
      readsBankTotals: boolean;
      bankDay: BusinessCalendar;
    }
  /** The same of one whose payers pay on its pages. */
  | {
      signsIn: false;
      sells: 'online';
      currencies: readonly CurrencyCode[];
      installmentCounts: readonly number[];
      /** How long a page can be paid on. */
      pageLivesMs: number;
      /** It signs what it tells us by itself; what is not signed then says nothing. */
      signsNotices: boolean;
      bankDay: BusinessCalendar;
    };

/** How an account is set up; throws when its stored settings do not parse. */
export function accountFactsOf(connection: { provider: Provider; settings: unknown }): AccountFacts {
  switch (connection.provider) {
    case 'iyzico':
      return { signsIn: true, fiscalModel: iyzicoSettings.parse(connection.settings).model };
    case 'interpay': {
      const settings = interpaySettings.parse(connection.settings);
      const { secondaryUrl, currency, dynamicUrls, lookUp: canQuery, timeZone, cutOff } = settings;
      return {
        signsIn: false,
        sells: 'on_terminals',
        secondHost: secondaryUrl && (URL.parse(secondaryUrl)?.host ?? secondaryUrl),
        currency,
        resultsAt: dynamicUrls ? 'own_address' : 'fixed_address',
        canQuery,
        readsBankTotals: settings.settlementReport,
        bankDay: { timeZone, cutOff },
      };
    }
    case 'pay_with_iyzico': {
      const settings = payWithIyzicoSettings.parse(connection.settings);
      const pages = payWithIyzicoCapabilities(settings);
      return {
        signsIn: false,
        sells: 'online',
        currencies: pages.currencies,
        installmentCounts: pages.installmentCounts,
        pageLivesMs: pages.pageLivesMs,
        signsNotices: settings.signsNotices,
        bankDay: pages.accountingCalendar,
      };
    }
    default:
      return assertNever(connection.provider);
  }
}

/** The adapter that speaks for an account; throws when its stored settings or credentials do not parse. */
export function createGateway(account: ProviderAccount, deps: GatewayDeps): TerminalGateway {
  const credentials = readCredentials(account);
  const { saleMs: moneyMs, closeMs, readMs } = deps.deadlines;
  switch (account.provider) {
    case 'iyzico':
      return createIyzicoGateway(
        {
          ...iyzicoSettings.parse(account.settings),
          baseUrl: account.baseUrl,
          credentials: credentialsSchema.parse(credentials),
          appVersion: deps.appVersion,
          deadlines: { moneyMs, closeMs, readMs },
        },
        { http: deps.http, clock: deps.clock, sessions: deps.sessions },
      );
    case 'interpay':
      return createInterpayGateway(
        {
          ...interpaySettings.parse(account.settings),
          baseUrl: account.baseUrl,
          credentials: interpayCredentials.parse(credentials),
          deadlines: deps.deadlines,
        },
        { http: deps.http, clock: deps.clock },
      );
    case 'pay_with_iyzico': {
      const { pageMs: openMs, returnMs } = deps.deadlines;
      const hosted = createPayWithIyzicoGateway(
        {
          ...payWithIyzicoSettings.parse(account.settings),
          baseUrl: account.baseUrl,
          credentials: payWithIyzicoCredentials.parse(credentials),
          deadlines: { openMs, readMs, returnMs },
        },
        { http: deps.http, clock: deps.clock, wait: deps.wait },
      );
      // §10.
      return createOnlineGateway(hosted, { serverIp: deps.serverIp, signedIn: 'x-iyz-signature-v3' });
    }
    default:
      return assertNever(account.provider);
  }
}

/** What is wrong with a text of JSON, its own error says by quoting it: these nobody may read in a log. */
function readCredentials({ provider, credentials }: ProviderAccount): unknown {
  try {
    return JSON.parse(credentials);
  } catch {
    throw new Error(`The credentials of an account with ${provider} are no JSON`);
  }
}

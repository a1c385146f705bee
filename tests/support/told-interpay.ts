import { createHttpTransport, type HttpTransport } from '#server/gateways/http.ts';
import { createInterpayGateway, type InterpayAccount } from '#server/gateways/interpay/index.ts';
import { credentialsSchema, settingsSchema } from '#server/gateways/interpay/settings.ts';
import type {
  Exchange,
  OriginalPayment,
  TerminalGateway,
  TerminalOperation,
} from '#server/gateways/terminal-gateway.ts';

/** What an account of the tests shows to its gateway. */
export const CREDENTIALS = credentialsSchema.parse({ termId: 'T1E4S7T8', pass: 'pa55-word' });

/** A gateway of the adapter, and everything it recorded. */
export function interpayAt(
  baseUrl: string,
  options: { settings?: object; deadlineMs?: number; http?: HttpTransport } = {},
): {
  gateway: TerminalGateway;
  account: InterpayAccount;
  exchanges: Exchange[];
  record: (one: Exchange) => void;
} {
  const exchanges: Exchange[] = [];
  const deadlineMs = options.deadlineMs ?? 5000;
  const account = {
    ...settingsSchema.parse({ fallbackEmail: 'till@shop.example', lookUp: true, ...options.settings }),
    baseUrl,
    credentials: CREDENTIALS,
    deadlines: { sessionMs: deadlineMs, readMs: deadlineMs },
  };
  const http = options.http ?? createHttpTransport({ allowedHosts: ['127.0.0.1', 'nowhere.invalid'] });
  const gateway = createInterpayGateway(account, { http, clock: { now: () => new Date(0) } });
  return { gateway, account, exchanges, record: (exchange) => exchanges.push(exchange) };
}

/** The token of an operation's two addresses. */
const TOKEN = 'q'.repeat(43);

const common = {
  attemptId: 'txn_1',
  reference: '1234567890',
  providerDeviceId: 'SIM-OK',
  amount: { minor: 1240, currency: 'CAD' },
  answerTo: {
    success: `https://shop.example/api/callbacks/interpay/${TOKEN}/s`,
    failure: `https://shop.example/api/callbacks/interpay/${TOKEN}/f`,
  },
  options: null,
  language: 'en',
} as const;

const original: OriginalPayment = {
  reference: '1000000001',
  providerPaymentId: 'WP0123456789ABCD',
  providerDate: '2026-04-02',
  amount: common.amount,
  paymentType: 'card',
  surchargeMinor: 0,
  refundedMinor: 0,
  isVoided: false,
  sessionHandle: null,
};

/** The sale, refund and void all tests of the adapter speak of: 12.40 CAD. */
export const operations = {
  sale: {
    ...common,
    kind: 'sale',
    paymentType: 'card',
    installmentCount: 1,
    surchargeMinor: 0,
    lines: [],
    fiscal: null,
  },
  refund: {
    ...common,
    kind: 'refund',
    original,
    lines: [],
    notice: { phone: null, email: null },
    reason: null,
  },
  void: { ...common, kind: 'void', original, reason: null },
} as const satisfies Record<string, TerminalOperation>;

/** A void of the sale whose cancel address this is. */
export function voidThrough(sessionHandle: string | null): TerminalOperation {
  return { ...operations.void, original: { ...original, sessionHandle } };
}

/** Handed to the terminal; overrides replace or remove (undefined) fields. */
export function delivered(overrides: object = {}): object {
  return {
    CODE: '0000',
    TEXT: 'SENT TO TERMINAL',
    SECUREID: 'a1b2c3d4e5f6g7h8i9j0',
    DATE: '2026-04-02',
    TIME: '09:05:11',
    DUR: '3.737',
    HOST: 'https://devgate.example',
    USERFEE: '0.00',
    ...overrides,
  };
}

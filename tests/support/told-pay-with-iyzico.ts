import { createHmac } from 'node:crypto';
import type { HostedOrder, HostedReturn } from '#server/gateways/hosted-gateway.ts';
import {
  createHttpTransport,
  type HttpGet,
  type HttpPost,
  type HttpTransport,
} from '#server/gateways/http.ts';
import {
  createPayWithIyzicoGateway,
  type PayWithIyzicoAccount,
} from '#server/gateways/pay-with-iyzico/index.ts';
import { settingsSchema } from '#server/gateways/pay-with-iyzico/settings.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import { checkPayWithIyzicoRequest } from '#tests/wire/pay-with-iyzico.ts';

/** Invented. */
export const KEYS = { apiKey: 'sandbox-ornek-api-anahtari', secretKey: 'sandbox-ornek-gizli-anahtar' };
export const TOKEN = '11111111-2222-4333-8444-555555555555';

/** The order all tests of the adapter speak of: 100.00 TRY in two items. */
export const order: HostedOrder = {
  reference: 'ORNEK-1',
  amount: { minor: 10_000, currency: 'TRY' },
  description: 'Çay ve fincan',
  payer: {
    name: 'Ayşe',
    surname: 'Yılmaz',
    email: 'ayse@example.com',
    phone: '+905321112233',
    identityNumber: null,
    address: 'Örnek Mah. 1. Sok. No 2',
    city: 'İstanbul',
    country: 'Türkiye',
  },
  items: [
    { id: 'i1', name: 'Çay', isVirtual: false, priceMinor: 7500 },
    { id: 'i2', name: 'Fincan', isVirtual: true, priceMinor: 2500 },
  ],
  installmentCounts: [1, 2, 3],
  language: 'tr',
  returnUrl: 'https://portal.example/return/a-secret-of-some-length',
  ip: '203.0.113.7',
};

const payment = {
  reference: order.reference,
  providerPaymentId: '900100',
  amount: order.amount,
  paidMinor: order.amount.minor,
  providerDate: '2026-01-01',
} as const;
const common = { attemptId: 'txn_1', reference: 'IADE-1', payment, ip: order.ip, reason: null } as const;
const amount = { minor: 4000, currency: 'TRY' } as const;

/** The three ways a payment goes back. */
export const returns = {
  cancel: { ...common, kind: 'cancel' },
  refund: { ...common, kind: 'refund', amount, providerItemId: null },
  'refund of an item': { ...common, kind: 'refund', amount, providerItemId: '700' },
} as const satisfies Record<string, HostedReturn>;
export type ReturnName = keyof typeof returns;

/** Signs as §7 says, in a way of its own. */
export function signed(values: readonly unknown[], secretKey = KEYS.secretKey): string {
  const text = values.map((value) => {
    if (value === null || value === undefined) return '';
    const written = String(value);
    return /^\d+\.\d+$/.test(written) ? written.replace(/0+$/, '').replace(/\.$/, '') : written;
  });
  return hmac(secretKey, text.join(':'));
}

type Fields = Record<string, unknown>;

const systemTime = 1_767_267_600_000;

/** A good answer to the opening of the page. */
export function opened(more: Fields = {}): Fields {
  const said: Fields = {
    status: 'success',
    locale: 'tr',
    systemTime,
    conversationId: order.reference,
    token: TOKEN,
    tokenExpireTime: 1800,
    payWithIyzicoPageUrl: `https://sandbox-ode.iyzico.com/?token=${TOKEN}&lang=tr`,
    ...more,
  };
  return { signature: signed([said.conversationId, said.token]), ...said };
}

/** A good answer about the page: paid at once by card. `more` is signed too, unless it brings a signature. */
export function paid(more: Fields = {}): Fields {
  const said: Fields = {
    status: 'success',
    locale: 'tr',
    systemTime,
    conversationId: order.reference,
    token: TOKEN,
    paymentStatus: 'SUCCESS',
    paymentId: '900100',
    currency: 'TRY',
    basketId: order.reference,
    price: 100,
    paidPrice: 100,
    installment: 1,
    fraudStatus: 1,
    merchantCommissionRate: 0,
    iyziCommissionRateAmount: 3.49,
    iyziCommissionFee: 0.25,
    cardType: 'CREDIT_CARD',
    cardAssociation: 'MASTER_CARD',
    cardFamily: 'Axess',
    binNumber: '55260800',
    lastFourDigits: '0006',
    authCode: '123456',
    hostReference: 'mock00007iyzihostrfn',
    phase: 'AUTH',
    memberEmail: 'uye@example.com',
    memberGsmNumber: '+905550001122',
    itemTransactions: [
      item('i1', '700', 75, { iyziCommissionRateAmount: 2.6175, merchantPayoutAmount: 72.195 }),
      item('i2', '701', 25, { iyziCommissionRateAmount: 0.8725, merchantPayoutAmount: 24.065 }),
    ],
    ...more,
  };
  const { paymentStatus, paymentId, currency, basketId, conversationId, paidPrice, price, token } = said;
  const values = [paymentStatus, paymentId, currency, basketId, conversationId, paidPrice, price, token];
  return { signature: signed(values), ...said };
}

function item(itemId: string, paymentTransactionId: string, price: number, more: Fields): Fields {
  return {
    itemId,
    paymentTransactionId,
    transactionStatus: 2,
    price,
    paidPrice: price,
    iyziCommissionFee: price === 75 ? 0.1875 : 0.0625,
    blockageRate: 0,
    blockageRateAmountMerchant: 0,
    blockageResolvedDate: '2026-01-09 00:00:00',
    ...more,
  };
}

/** A good answer to a return. */
export function returned(name: ReturnName, more: Fields = {}): Fields {
  const isCancel = name === 'cancel';
  const said: Fields = {
    status: 'success',
    systemTime,
    conversationId: 'IADE-1',
    paymentId: '900100',
    ...(name === 'refund of an item' && { paymentTransactionId: '700' }),
    price: isCancel ? 100 : 40,
    currency: 'TRY',
    authCode: '654321',
    hostReference: 'mock00007iyzihostrfn',
    [isCancel ? 'cancelHostReference' : 'refundHostReference']: 'mock00009iyzihostrfn',
    ...more,
  };
  const { paymentId, price, currency, conversationId } = said;
  return { ...(!isCancel && { signature: signed([paymentId, price, currency, conversationId]) }), ...said };
}

/** A good report about the payment, in which this return was carried out. */
export function reported(name: ReturnName | null, more: Fields = {}, entry: Fields = {}): Fields {
  const one = {
    refundPrice: name === 'cancel' ? 100 : 40,
    refundStatus: 1,
    createdDate: '2026-01-01T15:30:00+03:00',
    currencyCode: 'TRY',
    authCode: '654321',
    hostReference: 'mock00009iyzihostrfn',
  };
  const refunds = [{ ...one, refundTxId: 5, refundConversationId: 'IADE-1', ...entry }];
  const cancels = [{ ...one, refundId: 5, cancelConversationId: 'IADE-1', ...entry }];
  return {
    status: 'success',
    systemTime,
    conversationId: 'IADE-1',
    payments: [
      {
        paymentId: 900_100,
        paymentStatus: 1,
        paymentRefundStatus: name === null ? 'NOT_REFUNDED' : 'PARTIALLY_REFUNDED',
        price: 100,
        paidPrice: 100,
        currency: 'TRY',
        cancels: name === 'cancel' ? cancels : [],
        itemTransactions: [
          { paymentTransactionId: 700, refunds: name === null || name === 'cancel' ? [] : refunds },
          { paymentTransactionId: 701, refunds: [] },
        ],
        ...more,
      },
    ],
  };
}

/** A failure with this code and group. */
export function refusal(errorCode: string, errorGroup: string | null = null, more: Fields = {}): Fields {
  return { status: 'failure', errorCode, errorGroup, errorMessage: 'olmadı', systemTime, ...more };
}

/** HMAC-SHA256, in small hexadecimal letters. */
export function hmac(secretKey: string, text: string): string {
  return createHmac('sha256', secretKey).update(text).digest('hex');
}

/** Lets through only what is as published; anything else is an error of the test. */
function watched(http: HttpTransport): HttpTransport {
  const check = (method: string, { url, headers }: HttpGet, body: string) => {
    const { pathname, search } = new URL(url);
    const request = {
      method,
      target: `${pathname}${search}`,
      headers: Object.entries(headers),
      body: Buffer.from(body),
    };
    const problems = checkPayWithIyzicoRequest(request, { keys: [KEYS], hmac });
    if (problems.length > 0) throw new Error(`Wrong on the wire:\n${problems.join('\n')}`);
  };
  return {
    get(call) {
      check('GET', call, '');
      return http.get(call);
    },
    post(call: HttpPost) {
      check('POST', call, call.body);
      return http.post(call);
    },
    allows: (url) => http.allows(url),
  };
}

/** A gateway that speaks to whoever is there, with clock, waits and network in the test's hand. Its requests are judged. */
export function payWithIyzicoAt(
  baseUrl: string,
  options: {
    settings?: Partial<PayWithIyzicoAccount>;
    deadlineMs?: number;
    now?: () => number;
    wait?: (ms: number) => Promise<void>;
    http?: HttpTransport;
    randomKey?: () => string;
  } = {},
) {
  const deadlineMs = options.deadlineMs ?? 5000;
  const now = options.now ?? Date.now;
  const exchanges: Exchange[] = [];
  const gateway = createPayWithIyzicoGateway(
    {
      ...settingsSchema.parse({}),
      baseUrl,
      credentials: KEYS,
      deadlines: { openMs: deadlineMs, readMs: deadlineMs, returnMs: deadlineMs },
      ...options.settings,
    },
    {
      http: watched(options.http ?? createHttpTransport({ allowedHosts: ['127.0.0.1'] })),
      clock: { now: () => new Date(now()) },
      wait: options.wait ?? (async () => undefined),
      ...(options.randomKey && { randomKey: options.randomKey }),
    },
  );
  return { gateway, exchanges, record: (exchange: Exchange) => exchanges.push(exchange) };
}

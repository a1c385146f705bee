import { createHmac } from 'node:crypto';
import { ManualTime } from '../shared/manual-time.ts';
import type { Reply } from '../shared/replies.ts';
import type { OutgoingCallback } from '../shared/send-over-http.ts';
import { assembleGateway, type GatewayParts } from './assemble.ts';
import type { PaidEntry } from './book.ts';
import { type Act, actOn } from './pay.ts';
import { answerAsProvider } from './provider.ts';
import type { AccountInput } from './settings.ts';

/** Invented. */
export const shop: AccountInput = {
  apiKey: 'sandbox-ornek-api-anahtari',
  secretKey: 'sandbox-ornek-gizli-anahtar',
  webhookUrl: 'http://127.0.0.1:9/notices',
};

type Fields = Record<string, unknown>;

/** How a request is signed, where a test wants it otherwise. */
export type Signing = {
  apiKey?: string;
  secretKey?: string;
  signedBody?: string;
  header?: string;
  random?: string;
};

export const paths = {
  initialize: '/payment/pay-with-iyzico/initialize',
  retrieve: '/payment/iyzipos/checkoutform/auth/ecom/detail',
  cancel: '/payment/cancel',
  refundItem: '/payment/refund',
  refundPayment: '/v2/payment/refund',
  detail: '/payment/detail',
  details: '/v2/reporting/payment/details',
  day: '/v2/reporting/payment/transactions',
  scroll: '/v2/reporting/payment/scroll-transactions',
} as const;

/** What a shop asks for: 120.00 TRY in two items. */
export function order(more: Fields = {}): Fields {
  const address = {
    address: 'Örnek Mah. 1',
    contactName: 'Ayşe Yılmaz',
    city: 'İstanbul',
    country: 'Türkiye',
  };
  return {
    locale: 'tr',
    conversationId: 'SIPARIS-1',
    price: '120.00',
    paidPrice: '120.00',
    currency: 'TRY',
    basketId: 'SIPARIS-1',
    callbackUrl: 'https://shop.example/return',
    enabledInstallments: [1, 3],
    buyer: {
      id: 'b1',
      name: 'Ayşe',
      surname: 'Yılmaz',
      email: 'ayse@example.com',
      gsmNumber: '+905321112233',
      identityNumber: '11111111111',
      registrationAddress: 'Örnek Mah. 1',
      city: 'İstanbul',
      country: 'Türkiye',
      ip: '203.0.113.7',
    },
    billingAddress: address,
    shippingAddress: address,
    basketItems: [
      { id: 'i1', name: 'Çay', category1: 'Genel', itemType: 'PHYSICAL', price: '90.00' },
      { id: 'i2', name: 'Fincan', category1: 'Genel', itemType: 'PHYSICAL', price: 30 },
    ],
    ...more,
  };
}

/** A gateway in memory, on a clock of its own, whose notices are kept; `answers` gives their statuses, 200 by default. */
export function laboratory(options: Partial<GatewayParts> & { answers?: (attempt: number) => number } = {}) {
  const time = new ManualTime('2026-03-02T09:00:00Z');
  const openedAt = time.now;
  const sent: (OutgoingCallback & { at: number })[] = [];
  let seed = 1;
  const gateway = assembleGateway(
    {
      accounts: [shop],
      site: { url: 'https://pay.example' },
      clock: () => time.now,
      wait: (ms) => time.wait(ms),
      random: () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647;
      },
      send: async (notice) => {
        sent.push({ ...notice, at: time.now - openedAt });
        return options.answers?.(sent.length) ?? 200;
      },
      ...options,
    },
    new AbortController().signal,
  );

  const send = async (method: string, path: string, body: string, signing: Signing = {}): Promise<Reply> => {
    const [bare = '', query = ''] = path.split('?');
    const { apiKey = shop.apiKey, secretKey = shop.secretKey, random = 'zufall' } = signing;
    const signature = createHmac('sha256', secretKey)
      .update(`${random}${bare}${signing.signedBody ?? body}`)
      .digest('hex');
    const plain = `apiKey:${apiKey}&randomKey:${random}&signature:${signature}`;
    const header = signing.header ?? `IYZWSv2 ${Buffer.from(plain).toString('base64')}`;
    const logged = gateway.log.openRequest({ at: '', method, target: path });
    const headers = new Map([['authorization', header]]);
    return answerAsProvider(gateway, { method, path: bare, query, headers, body: Buffer.from(body) }, logged);
  };
  const post = async (path: string, fields: unknown, signing?: Signing): Promise<Fields> =>
    said(await send('POST', path, JSON.stringify(fields), signing));
  const get = async (path: string, query: Record<string, string>, signing?: Signing): Promise<Fields> =>
    said(await send('GET', `${path}?${new URLSearchParams(query)}`, '', signing));

  return {
    gateway,
    time,
    sent,
    send,
    post,
    get,
    /** Opens a page. */
    async open(more: Fields = {}): Promise<string> {
      return String((await post(paths.initialize, order(more))).token);
    },
    act: (token: string, act: Act) => actOn(gateway, token, act),
    retrieve: (token: string) => post(paths.retrieve, { locale: 'tr', conversationId: 'SIPARIS-1', token }),
    /** Opens a page and pays on it. */
    async pay(act: Partial<Act> = {}, more: Fields = {}): Promise<PaidEntry> {
      const token = String((await post(paths.initialize, order(more))).token);
      const entry = actOn(gateway, token, { action: 'pay', ...act })?.entry;
      if (!entry?.payment) throw new Error('not paid');
      return { ...entry, payment: entry.payment };
    },
  };
}

/** What stands in a reply, read as a caller reads it. */
export function said(reply: Reply): Fields {
  if (reply.kind !== 'json') throw new Error(`no JSON but ${reply.kind}`);
  return JSON.parse(JSON.stringify(reply.body));
}

/** The signature of these values (§7). */
export function signed(...values: readonly unknown[]): string {
  return createHmac('sha256', shop.secretKey).update(values.join(':')).digest('hex');
}

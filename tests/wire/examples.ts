import type { IssuedTo } from './iyzico-login.ts';
import type { RawRequest } from './iyzico-terminal.ts';

/** A merchant that exists on paper only. */
export const MERCHANT: IssuedTo = { clientId: 'id-1', clientSecret: 's3', username: 'till', password: 'pw' };

export const BASIC = `Basic ${Buffer.from('id-1:s3').toString('base64')}`;

type Body = Readonly<Record<string, unknown>>;

const head = { locale: 'TR', conversationId: 'c-1001' };
const head509 = { locale: 'tr', conversationId: 'c-1001' };
const device = { deviceUniqueId: 'P00999' };
const reference = { transactionReferenceId: 'S-1001' };

export const item: Body = {
  name: 'Filtre kahve',
  generic: false,
  unitCode: 'C62',
  taxGroupCode: 'KDV10',
  itemQuantity: 2,
  unitPriceAmount: 120.5,
  grossPriceAmount: 241,
  totalPriceAmount: 240,
};

export const itemBack: Body = { ...item, relatedSaleItemId: '501', returnAmount: 120 };

const address = { country: 'Türkiye', city: 'İstanbul', district: 'Kadıköy' };

export const person: Body = {
  customerType: 1,
  firstName: 'Ayşe',
  middleName: 'Nur',
  familyName: 'Işık',
  taxNumber: '10000000146',
  ...address,
};

export const company: Body = {
  customerType: 2,
  companyName: 'Örnek Gıda Ltd. Şti.',
  taxOfficeCode: '001103',
  taxNumber: '1234567890',
  ...address,
};

const sale507: Body = {
  ...head,
  ...device,
  ...reference,
  price: 240,
  paidPrice: 250,
  paymentType: 'CARD',
  currency: 'TRY',
  installment: 3,
  saleAppName: 'Panel',
  saleAppVersion: '0.1.0',
  saleDocumentType: '1',
  notificationPhone: '5321234567',
  notificationEmail: 'ayse@example.com',
  saleItems: [item],
  buyerInfo: company,
};

const back507: Body = { ...head, ...device, ...reference, paymentId: 'PAY-1', paymentDate: 20_260_101 };
const back509: Body = {
  ...head509,
  ...device,
  ...reference,
  paymentId: 'PAY-1',
  paymentDate: '20260101',
  reason: 'yanlış tutar',
  description: 'kasada fark edildi',
};

/** A right request of every service with every field it may have, and the names of those that may be left out. */
export const examples: Readonly<Record<string, { body: Body; optional: readonly string[] }>> = {
  '/v2/terminal-host/gmu/payment': {
    body: sale507,
    optional: ['locale', 'conversationId', 'currency', 'notificationPhone', 'notificationEmail', 'buyerInfo'],
  },
  '/v2/terminal-host/gmu/payment/query-transaction-status': {
    body: { ...head, ...device, ...reference, paymentId: 'PAY-1' },
    optional: ['locale', 'conversationId', 'deviceUniqueId', 'transactionReferenceId', 'paymentId'],
  },
  '/v2/terminal-host/gmu/payment/void': {
    body: { ...back507, reason: 'yanlış tutar', description: 'kasada fark edildi' },
    optional: ['locale', 'conversationId', 'reason', 'description'],
  },
  '/v2/terminal-host/gmu/payment/refundable-sale-info': {
    body: { ...head, ...device, ...reference },
    optional: ['locale', 'conversationId', 'deviceUniqueId'],
  },
  '/v2/terminal-host/gmu/payment/refund': {
    body: {
      ...back507,
      saleAppName: 'Panel',
      saleAppVersion: '0.1.0',
      notificationPhone: '5321234567',
      notificationEmail: 'ayse@example.com',
      saleItems: [itemBack],
    },
    optional: ['locale', 'conversationId', 'notificationPhone', 'notificationEmail'],
  },
  '/v2/terminal-host/gmu/partial-payment/start': {
    body: sale507,
    optional: ['locale', 'conversationId', 'currency', 'notificationPhone', 'notificationEmail', 'buyerInfo'],
  },
  '/v2/terminal-host/gmu/partial-payment/add-payment': {
    body: {
      ...head,
      ...device,
      ...reference,
      saleNumber: 'SN-1',
      price: 100.01,
      installment: 1,
      currency: 'TRY',
    },
    optional: [
      'locale',
      'conversationId',
      'deviceUniqueId',
      'transactionReferenceId',
      'installment',
      'currency',
    ],
  },
  '/v2/terminal-host/gmu/partial-payment/complete': {
    body: { ...head, ...device, ...reference, saleNumber: 'SN-1' },
    optional: ['locale', 'conversationId'],
  },
  '/v2/terminal-host/gmu/eod': {
    body: { ...head, ...device, useSummary: true },
    optional: ['locale', 'conversationId', 'useSummary'],
  },
  '/v2/terminal-host/payment': {
    body: {
      ...head509,
      ...device,
      ...reference,
      price: 240,
      currency: 'TRY',
      installment: 0,
      salesType: 'SALE',
    },
    optional: [],
  },
  '/v2/terminal-host/payment/query-transaction-status': {
    body: { ...head509, ...device, ...reference },
    optional: [],
  },
  '/v2/terminal-host/payment/void': { body: back509, optional: ['reason', 'description'] },
  '/v2/terminal-host/payment/refund': {
    body: { ...back509, price: 12.3 },
    optional: ['reason', 'description'],
  },
  '/v2/terminal-host/eod': { body: { ...head509, ...device, useSummary: false }, optional: ['useSummary'] },
};

/** A right form of every login call. */
export const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/in-store/oauth2/authorize': {
    scope: 'iyzipayApiGateway',
    client_id: MERCHANT.clientId,
    client_secret: MERCHANT.clientSecret,
    response_type: 'code',
    username: MERCHANT.username,
    password: MERCHANT.password,
    request_timestamp: '1767268800',
  },
  '/in-store/oauth2/token': { grant_type: 'authorization_code', code: 'abc' },
  '/in-store/oauth2/token/refresh': { grant_type: 'refresh_token', refresh_token: 'def' },
};

/** A request of a service with this body, as the wire would carry it. */
export function serviceRequest(target: string, body: string | Buffer | object): RawRequest {
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  return {
    method: 'POST',
    target,
    headers: [
      ['Content-Type', 'application/json'],
      ['Authorization', 'Bearer h1.p2.s3'],
    ],
    body: Buffer.from(isText ? body : JSON.stringify(body)),
  };
}

/** A login call with this form, under the header it needs. */
export function loginRequest(target: string, form: Readonly<Record<string, string>> | string): RawRequest {
  const isOpen = target.endsWith('/authorize');
  return {
    method: 'POST',
    target,
    headers: [
      ['content-type', 'application/x-www-form-urlencoded'],
      ...(isOpen ? [] : [['authorization', BASIC] as const]),
    ],
    body: Buffer.from(typeof form === 'string' ? form : new URLSearchParams(form).toString()),
  };
}

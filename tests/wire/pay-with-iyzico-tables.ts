import {
  type Fields,
  itemsOf,
  list,
  type Members,
  object,
  optional,
  type Rule,
  required,
  text,
  word,
  written,
} from './fields.ts';

/** What is known of the accounts whose client is judged. `hmac`: HMAC-SHA256 in small hexadecimal letters. */
export type PayWithIyzicoFacts = {
  keys: readonly { apiKey: string; secretKey: string }[];
  hmac: (secretKey: string, text: string) => string;
};

/** A service: how it is called and what it takes. */
export type PayWithIyzicoService = {
  method: 'POST' | 'GET';
  fields: Fields;
  between?: (all: Members) => string[];
};

/** An amount as text, above zero and below 100000, with at most two decimals (§2, 5005, 5008). */
const price: Rule = (value, at) => {
  if (value.is !== 'string' && value.is !== 'number') return [`${at}: an amount expected, ${value.is} found`];
  const minor = hundredths(written(value));
  if (minor === null) return [`${at}: at most two decimals, a point and nothing else expected`];
  return minor > 0n && minor < 10_000_000n ? [] : [`${at}: above 0 and below 100000 expected`];
};

function hundredths(digits: string | null): bigint | null {
  const match = /^(0|[1-9]\d{0,8})(?:\.(\d{1,2}))?$/.exec(digits ?? '');
  return match ? BigInt(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`) : null;
}

const name = text({ longest: 255 });
const id = text({ longest: 255, pattern: /^[\x21-\x7e]+$/, of: 'an id' });
const locale = word('tr', 'en');
const currency = word('TRY', 'USD', 'EUR', 'GBP', 'NOK', 'CHF');
const ip = text({ pattern: /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{2,45})$/i, of: 'an address' });
const callback = text({
  longest: 1000,
  pattern: /^https:\/\/[^\s]+$|^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?\/[^\s]*$/,
  of: 'an https address',
});
/** Numbers a payer may divide a payment by (§4). */
const count: Rule = (value, at) =>
  /^(?:1|2|3|6|9|12)$/.test(written(value) ?? '') && value.is === 'number'
    ? []
    : [`${at}: one of 1, 2, 3, 6, 9, 12 expected`];

const head = { locale: required(locale), conversationId: required(id) };

const address = object({
  address: required(name),
  contactName: required(name),
  city: required(name),
  country: required(name),
  zipCode: optional(name),
});

const buyer = object({
  id: required(id),
  name: required(name),
  surname: required(name),
  email: required(text({ pattern: /^[^\s@]+@[^\s@]+$/, of: 'an e-mail address' })),
  gsmNumber: required(text({ pattern: /^\+?\d{7,15}$/, of: 'a number' })),
  identityNumber: required(text({ longest: 50 })),
  registrationAddress: required(name),
  city: required(name),
  country: required(name),
  ip: required(ip),
  zipCode: optional(name),
});

const item = object({
  id: required(id),
  name: required(name),
  category1: required(name),
  category2: optional(name),
  itemType: required(word('PHYSICAL', 'VIRTUAL')),
  price: required(price),
});

/** §4: what the items cost is the price, or 5062. */
function sumIsPrice(all: Members): string[] {
  const prices = itemsOf(all.get('basketItems')).map((one) =>
    one.is === 'object' ? hundredths(written(new Map(one.members).get('price'))) : null,
  );
  const sum = prices.reduce<bigint>((total, each) => total + (each ?? 0n), 0n);
  const asked = hundredths(written(all.get('price')));
  return asked === sum ? [] : ['basketItems: not what the price is'];
}

/** §8: of a description the reason has to be told. */
function reasonToDescription(all: Members): string[] {
  return all.has('description') && !all.has('reason') ? ['reason: missing beside a description'] : [];
}

const why = {
  reason: optional(word('other', 'fraud', 'buyer_request', 'double_payment')),
  description: optional(name),
};
const returning = { ...head, ip: required(ip) };
const day = text({ pattern: /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, of: 'a day' });

/** Every service a merchant's back office calls, by its path. Fields that no note asks for are not sent. */
export const payWithIyzicoServices: Readonly<Record<string, PayWithIyzicoService>> = {
  '/payment/pay-with-iyzico/initialize': {
    method: 'POST',
    fields: {
      ...head,
      price: required(price),
      paidPrice: required(price),
      currency: required(currency),
      basketId: required(id),
      paymentGroup: optional(word('PRODUCT', 'LISTING', 'SUBSCRIPTION')),
      paymentChannel: optional(word('WEB', 'MOBILE', 'MOBILE_WEB', 'MOBILE_IOS', 'MOBILE_ANDROID')),
      callbackUrl: required(callback),
      enabledInstallments: optional(list(count)),
      buyer: required(buyer),
      billingAddress: required(address),
      shippingAddress: required(address),
      basketItems: required(list(item)),
    },
    between: sumIsPrice,
  },
  '/payment/iyzipos/checkoutform/auth/ecom/detail': {
    method: 'POST',
    fields: { ...head, token: required(id) },
  },
  '/payment/cancel': {
    method: 'POST',
    fields: { ...returning, paymentId: required(id), ...why },
    between: reasonToDescription,
  },
  '/payment/refund': {
    method: 'POST',
    fields: {
      ...returning,
      paymentTransactionId: required(id),
      price: required(price),
      currency: required(currency),
      ...why,
    },
    between: reasonToDescription,
  },
  '/v2/payment/refund': {
    method: 'POST',
    fields: { ...returning, paymentId: required(id), price: required(price), currency: required(currency) },
  },
  '/payment/detail': {
    method: 'POST',
    fields: { ...head, paymentId: optional(id), paymentConversationId: optional(id), ip: optional(ip) },
  },
  '/v2/reporting/payment/details': {
    method: 'GET',
    fields: { ...head, paymentId: optional(id), paymentConversationId: optional(id) },
  },
  '/v2/reporting/payment/transactions': {
    method: 'GET',
    fields: {
      ...head,
      transactionDate: required(day),
      page: required(text({ pattern: /^[1-9]\d{0,5}$/, of: 'a page' })),
    },
  },
};

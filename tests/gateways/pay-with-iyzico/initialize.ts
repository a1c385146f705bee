import { minorOf } from './amounts.ts';
import type { BasketItem, PageEntry } from './book.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './fields.ts';
import { drawnUuid, stamp } from './gateway.ts';
import type { Answer, Call } from './provider.ts';
import { type Refusal, refusal } from './refusals.ts';
import { signValues } from './sign.ts';

const CURRENCIES = ['TRY', 'USD', 'EUR', 'GBP', 'NOK', 'CHF'];
const INSTALLMENTS = [1, 2, 3, 6, 9, 12];
const HERE = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** In hundredths: 5008 from here on. */
const TOO_MUCH = 10_000_000;

type Asked = Pick<
  PageEntry,
  'basketId' | 'currency' | 'priceMinor' | 'askedMinor' | 'callbackUrl' | 'installments' | 'items'
> &
  Pick<PageEntry, 'buyerName' | 'email' | 'gsmNumber'>;

/** §4: opens a page, or says what is wrong with the request. A second request opens a second one. */
export function initialize(call: Call): Answer {
  const { gateway, account, fields, locale } = call;
  const asked = readAsked(fields);
  if ('code' in asked) return asked;
  const now = gateway.now();
  const token = drawnUuid(gateway);
  const conversationId = textOf(fields, 'conversationId');
  gateway.ledger.record({
    ...asked,
    token,
    apiKey: account.apiKey,
    createdAt: stamp(now),
    expiresAt: stamp(now + gateway.settings.tokenLifeSeconds * 1000),
    locale,
    conversationId,
    state: 'open',
    lastTry: null,
    payment: null,
  });
  return {
    fields: {
      token,
      tokenExpireTime: gateway.settings.tokenLifeSeconds,
      payWithIyzicoPageUrl: `${gateway.site.url}/pay?token=${token}&lang=${locale}`,
      ...signatureOf(call, [conversationId, token]),
    },
  };
}

/** The signature as the switches want it. */
export function signatureOf(
  { gateway, account }: Pick<Call, 'gateway' | 'account'>,
  values: readonly (string | null)[],
): { signature?: string } {
  if (gateway.settings.signature === 'missing') return {};
  const wrong = gateway.settings.signature === 'wrong' ? 'not-the-' : '';
  return { signature: signValues(`${wrong}${account.secretKey}`, values) };
}

function readAsked(fields: Fields): Asked | Refusal {
  const [price, paid] = [minorOf(fields.price), minorOf(fields.paidPrice)];
  for (const [name, minor] of [
    ['price', price],
    ['paidPrice', paid],
  ] as const) {
    const problem = priceProblem(fields, name, minor);
    if (problem) return problem;
  }
  const currency = textOf(fields, 'currency');
  if (currency === null || !CURRENCIES.includes(currency)) return refusal('11', 'currency');
  const basketId = textOf(fields, 'basketId');
  if (basketId === null) return refusal('24', 'basketId');
  const callbackUrl = textOf(fields, 'callbackUrl');
  if (callbackUrl === null) return refusal('23', 'callbackUrl');
  if (!isCallback(callbackUrl)) return refusal('11', 'callbackUrl is not https');
  const installments = readInstallments(fields);
  if (!installments) return refusal('11', 'enabledInstallments');
  const group = textOf(fields, 'paymentGroup') ?? 'PRODUCT';
  if (!['PRODUCT', 'LISTING', 'SUBSCRIPTION', 'OTHER'].includes(group)) return refusal('11', 'paymentGroup');
  const buyer = readBuyer(fieldsOf(fields, 'buyer'));
  if ('code' in buyer) return buyer;
  const items = readItems(fields);
  if ('code' in items) return items;
  const missing = addressProblem(fields, items.isShipped);
  if (missing) return missing;
  const sum = items.list.reduce((total, item) => total + item.priceMinor, 0);
  if (sum !== price) return refusal('5062', `the items are ${sum}, the price is ${price}`);
  const money = { currency, priceMinor: price, askedMinor: paid ?? 0 };
  return { basketId, ...money, callbackUrl, installments, items: items.list, ...buyer };
}

function priceProblem(fields: Fields, name: string, minor: number | null): Refusal | null {
  if (textOf(fields, name) === null) return refusal('24', name);
  if (minor === null) return refusal('11', `${name} is no amount`);
  if (minor <= 0) return refusal('5005', name);
  return minor >= TOO_MUCH ? refusal('5008', name) : null;
}

function isCallback(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && HERE.has(url.hostname)));
}

function readInstallments(fields: Fields): number[] | null {
  const list = listOf(fields, 'enabledInstallments');
  if (!list) return fields.enabledInstallments === undefined ? INSTALLMENTS : null;
  const counts = list.map(Number);
  return counts.length > 0 && counts.every((count) => INSTALLMENTS.includes(count)) ? counts : null;
}

function readBuyer(buyer: Fields | null): Pick<PageEntry, 'buyerName' | 'email' | 'gsmNumber'> | Refusal {
  if (!buyer) return refusal('24', 'buyer');
  const email = textOf(buyer, 'email');
  if (email === null) return refusal('3', 'buyer.email');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refusal('5', 'buyer.email');
  const identity = textOf(buyer, 'identityNumber');
  if (identity === null) return refusal('8', 'buyer.identityNumber');
  if (identity.length < 5 || identity.length > 50) return refusal('20', 'buyer.identityNumber');
  const gsmNumber = textOf(buyer, 'gsmNumber');
  if (gsmNumber === null) return refusal('25', 'buyer.gsmNumber');
  const names = ['id', 'name', 'surname', 'registrationAddress', 'city', 'country', 'ip'];
  const missing = names.find((name) => textOf(buyer, name) === null);
  if (missing) return refusal('24', `buyer.${missing}`);
  return { buyerName: `${textOf(buyer, 'name')} ${textOf(buyer, 'surname')}`, email, gsmNumber };
}

function readItems(fields: Fields): { list: BasketItem[]; isShipped: boolean } | Refusal {
  const items = listOf(fields, 'basketItems') ?? [];
  if (items.length === 0) return refusal('24', 'basketItems');
  const list: BasketItem[] = [];
  let isShipped = false;
  for (const [index, item] of items.entries()) {
    if (!isFields(item)) return refusal('11', `basketItems[${index}]`);
    const missing = ['id', 'name', 'category1', 'itemType'].find((name) => textOf(item, name) === null);
    if (missing) return refusal('24', `basketItems[${index}].${missing}`);
    const type = textOf(item, 'itemType') ?? '';
    if (type !== 'PHYSICAL' && type !== 'VIRTUAL') return refusal('11', `basketItems[${index}].itemType`);
    const priceMinor = minorOf(item.price);
    const problem = priceProblem(item, 'price', priceMinor);
    if (problem) return { ...problem, problem: `basketItems[${index}].price` };
    isShipped ||= type === 'PHYSICAL';
    list.push({
      id: textOf(item, 'id') ?? '',
      name: textOf(item, 'name') ?? '',
      priceMinor: priceMinor ?? 0,
    });
  }
  return { list, isShipped };
}

function addressProblem(fields: Fields, isShipped: boolean): Refusal | null {
  for (const which of isShipped ? ['billingAddress', 'shippingAddress'] : ['billingAddress']) {
    const address = fieldsOf(fields, which);
    if (!address) return refusal('24', which);
    const missing = ['address', 'contactName', 'city', 'country'].find(
      (name) => textOf(address, name) === null,
    );
    if (missing) return refusal('24', `${which}.${missing}`);
  }
  return null;
}

import {
  amount,
  day,
  type Fields,
  flag,
  hundredths,
  integer,
  itemsOf,
  list,
  type Members,
  membersOf,
  object,
  optional,
  orNull,
  type Rule,
  required,
  text,
  whole,
  word,
  written,
} from './fields.ts';
import { isTaxNumber } from './tax-number.ts';

/** §3 and §4: what any 507 call may say of itself. */
const head: Fields = { locale: optional(word('TR', 'EN')), conversationId: optional(text()) };
const device = text({ longest: 64 });
const currency = word('TRY', 'USD', 'EUR');
const instalments = integer(1, 12);

const notification: Fields = {
  notificationPhone: optional(text({ pattern: /^[1-9]\d{9}$/, of: 'ten digits without +90 or 0' })),
  notificationEmail: optional(text({ pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, of: 'an e-mail address' })),
};

/** §4.1, SaleItem; the unit codes and VAT groups of §8. */
const item: Fields = {
  name: required(text()),
  generic: optional(flag),
  unitCode: required(word('C62', 'KGM', 'LTR', 'MTR', 'HUR')),
  taxGroupCode: required(word('KDV0', 'KDV1', 'KDV10', 'KDV20')),
  itemQuantity: required(integer(1)),
  unitPriceAmount: required(amount),
  grossPriceAmount: required(amount),
  totalPriceAmount: required(amount),
};
const itemBack: Fields = {
  ...item,
  relatedSaleItemId: required(text()),
  returnAmount: required(amount),
};

function betweenPrices(members: Members, at: string): string[] {
  const quantity = whole(members.get('itemQuantity'));
  const [unit, gross, total, back] = [
    'unitPriceAmount',
    'grossPriceAmount',
    'totalPriceAmount',
    'returnAmount',
  ].map((name) => hundredths(members.get(name)) ?? null);
  const problems: string[] = [];
  if (quantity !== null && unit != null && gross != null && quantity * unit !== gross) {
    problems.push(`${at}.grossPriceAmount: not itemQuantity × unitPriceAmount`);
  }
  if (gross != null && total != null && total > gross) {
    problems.push(`${at}.totalPriceAmount: above grossPriceAmount`);
  }
  if (total != null && back != null && back > total) {
    problems.push(`${at}.returnAmount: above totalPriceAmount`);
  }
  return problems;
}

const address: Fields = { country: required(text()), city: required(text()), district: required(text()) };
const taxNumber: Rule = (value, at) =>
  value.is === 'string' && isTaxNumber(value.text) ? [] : [`${at}: a VKN or TCKN as a string expected`];
const taxOfficeCode = text({ pattern: /^\d{6}$/, of: 'six digits' });

/** §4.1, BuyerInfo: what must be there follows the kind of customer. */
const buyers: Readonly<Record<string, Fields>> = {
  '1': {
    customerType: required(integer(1, 1)),
    firstName: required(text()),
    middleName: optional(text()),
    familyName: required(text()),
    companyName: optional(text()),
    taxOfficeCode: optional(taxOfficeCode),
    taxNumber: required(taxNumber),
    ...address,
  },
  '2': {
    customerType: required(integer(2, 2)),
    firstName: optional(text()),
    middleName: optional(text()),
    familyName: optional(text()),
    companyName: required(text()),
    taxOfficeCode: required(taxOfficeCode),
    taxNumber: required(taxNumber),
    ...address,
  },
};
const buyer: Rule = (value, at) => {
  const type = membersOf(value).get('customerType');
  const fields = type?.is === 'number' ? buyers[type.digits] : undefined;
  return fields ? object(fields)(value, at) : [`${at}.customerType: the number 1 or 2 expected`];
};

const selling: Fields = { saleAppName: required(text()), saleAppVersion: required(text()) };

function betweenSaleFields(members: Members): string[] {
  const [price, paid] = [hundredths(members.get('price')), hundredths(members.get('paidPrice'))];
  const totals = itemsOf(members.get('saleItems')).map((one) =>
    hundredths(membersOf(one).get('totalPriceAmount')),
  );
  const sum = totals.reduce<bigint>((total, each) => total + (each ?? 0n), 0n);
  const hasInstalments = (whole(members.get('installment')) ?? 1n) > 1n;
  const problems: string[] = [];
  if (sum !== price) problems.push('price: not the sum of totalPriceAmount');
  if (price !== null && paid !== null && paid < price) problems.push('paidPrice: below price');
  if (price !== null && paid !== null && paid > price && !hasInstalments) {
    problems.push('paidPrice: above price without instalments');
  }
  if (hasInstalments && written(members.get('paymentType')) === 'CASH') {
    problems.push('installment: cash has none');
  }
  return problems;
}

/** §4.1, also §4.6 start. */
const sale = object(
  {
    ...head,
    ...notification,
    ...selling,
    deviceUniqueId: required(device),
    transactionReferenceId: required(text()),
    price: required(amount),
    paidPrice: required(amount),
    paymentType: required(word('CARD', 'CASH')),
    currency: optional(currency),
    installment: optional(instalments),
    saleDocumentType: required(word('1', '9')),
    saleItems: required(list(object(item, betweenPrices))),
    buyerInfo: optional(orNull(buyer)),
  },
  betweenSaleFields,
);

/** §4.2. */
const query = object(
  {
    ...head,
    paymentId: optional(text()),
    deviceUniqueId: optional(device),
    transactionReferenceId: optional(text()),
  },
  (members) =>
    members.has('paymentId') || members.has('transactionReferenceId')
      ? []
      : ['paymentId or transactionReferenceId: one of them expected'],
);

/** What a void and a refund say of the payment they take back. */
const ofPayment: Fields = {
  deviceUniqueId: required(device),
  paymentId: required(text()),
  paymentDate: required(day('number')),
  transactionReferenceId: required(text()),
};

/** §4.3. */
const voidPayment = object({
  ...head,
  ...ofPayment,
  reason: optional(text()),
  description: optional(text()),
});

/** §4.4. */
const refundable = object({
  ...head,
  transactionReferenceId: required(text()),
  deviceUniqueId: optional(device),
});

/** §4.5. */
const refund = object(
  {
    ...head,
    ...ofPayment,
    ...selling,
    ...notification,
    saleItems: required(list(object(itemBack, betweenPrices))),
  },
  (members) => {
    const lines = itemsOf(members.get('saleItems')).map((one) =>
      written(membersOf(one).get('relatedSaleItemId')),
    );
    return new Set(lines).size === lines.length ? [] : ['saleItems: a line of the sale named twice'];
  },
);

/** §4.6. */
const addPayment = object({
  ...head,
  saleNumber: required(text()),
  price: required(amount),
  deviceUniqueId: optional(device),
  transactionReferenceId: optional(text()),
  installment: optional(instalments),
  currency: optional(currency),
});
const complete = object({
  ...head,
  deviceUniqueId: required(device),
  transactionReferenceId: required(text()),
  saleNumber: required(text()),
});

/** §4.7. */
const endOfDay = object({ ...head, deviceUniqueId: required(device), useSummary: optional(flag) });

/** Every service of the fiscal model by its path. */
export const services507: Readonly<Record<string, Rule>> = {
  '/v2/terminal-host/gmu/payment': sale,
  '/v2/terminal-host/gmu/payment/query-transaction-status': query,
  '/v2/terminal-host/gmu/payment/void': voidPayment,
  '/v2/terminal-host/gmu/payment/refundable-sale-info': refundable,
  '/v2/terminal-host/gmu/payment/refund': refund,
  '/v2/terminal-host/gmu/partial-payment/start': sale,
  '/v2/terminal-host/gmu/partial-payment/add-payment': addPayment,
  '/v2/terminal-host/gmu/partial-payment/complete': complete,
  '/v2/terminal-host/gmu/eod': endOfDay,
};

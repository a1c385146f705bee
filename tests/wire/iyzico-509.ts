import {
  amount,
  day,
  type Fields,
  flag,
  integer,
  object,
  optional,
  type Rule,
  required,
  text,
  word,
  written,
} from './fields.ts';

/** §5: what every 509 call says of itself; the locale is an enum in lower case (§3). */
const head: Fields = { conversationId: required(text()), locale: required(word('tr', 'en')) };
const device = text({ longest: 64 });

/** §5.1. A `paymentId` closes a provision and belongs to nothing else. */
const payment = object(
  {
    ...head,
    deviceUniqueId: required(device),
    transactionReferenceId: required(text()),
    price: required(amount),
    currency: required(word('TRY', 'USD', 'EUR')),
    installment: required(integer(0, 12)),
    salesType: required(word('SALE', 'PRE_AUTH', 'POST_AUTH')),
    paymentId: optional(text()),
  },
  (members) => {
    const isCapture = written(members.get('salesType')) === 'POST_AUTH';
    if (isCapture === members.has('paymentId')) return [];
    return [isCapture ? 'paymentId: missing in POST_AUTH' : 'paymentId: only for POST_AUTH'];
  },
);

const COMBINATIONS = [
  'paymentId',
  'deviceUniqueId transactionReferenceId',
  'paymentId transactionReferenceId',
];

/** §5.2: exactly one of three combinations. */
const query = object(
  {
    ...head,
    paymentId: optional(text()),
    deviceUniqueId: optional(device),
    transactionReferenceId: optional(text()),
  },
  (members) => {
    const given = ['paymentId', 'deviceUniqueId', 'transactionReferenceId'].filter((name) =>
      members.has(name),
    );
    return COMBINATIONS.includes(given.join(' '))
      ? []
      : [`${given.join(' + ') || 'nothing'}: no combination to ask by`];
  },
);

/** What a void and a refund say of the payment they take back. */
const ofPayment: Fields = {
  paymentId: required(text()),
  paymentDate: required(day('string')),
  deviceUniqueId: required(device),
  transactionReferenceId: required(text()),
  reason: optional(text()),
  description: optional(text()),
};

/** Every service of the plain model by its path (§5.1 to §5.5). */
export const services509: Readonly<Record<string, Rule>> = {
  '/v2/terminal-host/payment': payment,
  '/v2/terminal-host/payment/query-transaction-status': query,
  '/v2/terminal-host/payment/void': object({ ...head, ...ofPayment }),
  '/v2/terminal-host/payment/refund': object({ ...head, ...ofPayment, price: required(amount) }),
  '/v2/terminal-host/eod': object({ ...head, deviceUniqueId: required(device), useSummary: optional(flag) }),
};

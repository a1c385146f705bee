import { z } from 'zod';
import { spread } from './amounts.ts';
import type { PageEntry, PaidItem, Payment, Returned } from './book.ts';
import { findCard, usualCard } from './cards.ts';
import { drawn, drawnUuid, type Gateway, stamp } from './gateway.ts';

const minor = z.number().int().positive();
const number = z.number().int().positive();

const returned = z.strictObject({
  kind: z.enum(['cancel', 'refund']),
  at: z.iso.datetime(),
  conversationId: z.string().nullable().default(null),
  /** Of all that was paid when left out. */
  minor: minor.optional(),
  /** Of one item; spread over all of them when left out. */
  itemId: z.string().optional(),
});

/** One page as an import may hand it in; everything else is filled in as if it had been opened and paid here. */
const page = z.strictObject({
  token: z.uuid().optional(),
  /** The first account when left out. */
  apiKey: z.string().optional(),
  createdAt: z.iso.datetime(),
  /** Basket and conversation alike. */
  reference: z.string().min(1).max(255),
  currency: z.enum(['TRY', 'USD', 'EUR', 'GBP', 'NOK', 'CHF']).default('TRY'),
  callbackUrl: z.string().default('https://127.0.0.1/'),
  buyerName: z.string().default('Ayşe Yılmaz'),
  email: z.string().default('ayse@example.com'),
  gsmNumber: z.string().default('+905321112233'),
  items: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        name: z.string().min(1),
        priceMinor: minor,
        paymentTransactionId: number.optional(),
      }),
    )
    .min(1),
  payment: z
    .strictObject({
      paymentId: number.optional(),
      at: z.iso.datetime(),
      paidMinor: minor.optional(),
      installment: z.number().int().min(1).max(12).default(1),
      card: z
        .string()
        .refine((text) => findCard(text) !== undefined, 'no such card')
        .nullable()
        .default(usualCard),
      fraudStatus: z.union([z.literal(1), z.literal(0), z.literal(-1)]).default(1),
      authCode: z.string().optional(),
      hostReference: z.string().optional(),
      returns: z.array(returned).default([]),
    })
    .nullable()
    .default(null),
});
type Input = z.output<typeof page>;

export const bookImport = z.strictObject({ pages: z.array(page).max(100_000) });

/** A history that cannot be taken over. */
export class ImportProblem extends Error {}

/** Takes pages over into the book. A page whose reference the account has already is left as it is, so it can be repeated. */
export function importBook(gateway: Gateway, { pages }: z.output<typeof bookImport>) {
  const keyOf = (apiKey: string, reference: string) => `${apiKey}\n${reference}`;
  const known = new Set(gateway.ledger.entries().map(({ apiKey, basketId }) => keyOf(apiKey, basketId)));
  const [usual = ''] = gateway.accounts.keys();
  let imported = 0;
  for (const input of pages) {
    const apiKey = input.apiKey ?? usual;
    if (!gateway.accounts.has(apiKey)) throw new ImportProblem(`${input.reference}: no such apiKey`);
    if (known.has(keyOf(apiKey, input.reference))) continue;
    known.add(keyOf(apiKey, input.reference));
    gateway.ledger.record(toEntry(gateway, apiKey, input));
    imported += 1;
  }
  return { imported, known: pages.length - imported };
}

function toEntry(gateway: Gateway, apiKey: string, input: Input): PageEntry {
  const priceMinor = input.items.reduce((sum, item) => sum + item.priceMinor, 0);
  const token = input.token ?? drawnUuid(gateway);
  if (gateway.ledger.find(token)) throw new ImportProblem(`${input.reference}: the token is another page’s`);
  const { tokenLifeSeconds } = gateway.settings;
  return {
    token,
    apiKey,
    createdAt: input.createdAt,
    expiresAt: stamp(Date.parse(input.createdAt) + tokenLifeSeconds * 1000),
    locale: 'tr',
    conversationId: input.reference,
    basketId: input.reference,
    currency: input.currency,
    priceMinor,
    askedMinor: priceMinor,
    callbackUrl: input.callbackUrl,
    installments: [1, 2, 3, 6, 9, 12],
    items: input.items.map(({ id, name, priceMinor: price }) => ({ id, name, priceMinor: price })),
    buyerName: input.buyerName,
    email: input.email,
    gsmNumber: input.gsmNumber,
    state: input.payment ? 'paid' : 'open',
    lastTry: null,
    payment: input.payment && toPayment(gateway, input, input.payment, priceMinor),
  };
}

function toPayment(
  gateway: Gateway,
  input: Input,
  payment: NonNullable<Input['payment']>,
  priceMinor: number,
): Payment {
  const paidMinor = payment.paidMinor ?? priceMinor;
  const shares = spread(
    paidMinor,
    input.items.map((item) => item.priceMinor),
  );
  const items = input.items.map((item, index) => ({
    itemId: item.id,
    paymentTransactionId: numberOf(gateway, item.paymentTransactionId),
    priceMinor: item.priceMinor,
    paidMinor: shares[index] ?? 0,
  }));
  const { at, installment, card, fraudStatus } = payment;
  return {
    paymentId: numberOf(gateway, payment.paymentId),
    at,
    paidMinor,
    installment,
    card,
    fraudStatus,
    authCode: payment.authCode ?? drawn(gateway, 6),
    hostReference: payment.hostReference ?? `mock${drawn(gateway, 12)}iyzihostrfn`,
    items,
    returns: payment.returns.map((one) => toReturned(gateway, one, items)),
  };
}

function numberOf(gateway: Gateway, given: number | undefined): number {
  if (given !== undefined && gateway.ledger.isTaken(given)) throw new ImportProblem(`${given} is taken`);
  return given ?? gateway.ledger.nextNumber();
}

function toReturned(gateway: Gateway, one: z.output<typeof returned>, items: readonly PaidItem[]): Returned {
  const meant = one.itemId === undefined ? items : items.filter(({ itemId }) => itemId === one.itemId);
  const paid = meant.map((item) => item.paidMinor);
  const shares = spread(one.minor ?? paid.reduce((sum, each) => sum + each, 0), paid);
  return {
    kind: one.kind,
    at: one.at,
    conversationId: one.conversationId,
    parts: meant.map(({ paymentTransactionId }, index) => ({
      id: gateway.ledger.nextNumber(),
      paymentTransactionId,
      minor: shares[index] ?? 0,
    })),
    authCode: drawn(gateway, 6),
    hostReference: `mock${drawn(gateway, 12)}iyzihostrfn`,
    isAfterSettlement: false,
  };
}

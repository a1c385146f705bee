import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { CURRENCY_CODES, type CurrencyCode, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import { isCitizenNumber } from '#server/kernel/tax-number.ts';
import {
  emailField,
  idField,
  intentKeyField,
  optionalTextField,
  readJsonField,
  requiredTextField,
} from '#server/transactions/form-fields.ts';
import type { LinkWish, WishedItem } from './link-wish.ts';

/** More things than anybody writes on one link. */
const MAX_ITEMS = 50;

const typedItems = z
  .array(
    z.strictObject({
      name: requiredTextField(100),
      /** Canonical decimal text. */
      price: z.string().max(32),
      isVirtual: z.boolean(),
    }),
  )
  .max(MAX_ITEMS);

const DIALLED = /^(?:\+|00)([1-9]\d{7,14})$/;
const AT_HOME = /^(?:90|0)?([1-9]\d{9})$/;

/** A phone number as E.164 (+905321112233), as people write it; one without a country is of Türkiye. Null when it is none. */
export function readPhone(text: string): string | null {
  const written = text.trim().replace(/[ ().-]/g, '');
  const dialled = DIALLED.exec(written)?.[1];
  if (dialled) return dialled.startsWith('90') && dialled.length !== 12 ? null : `+${dialled}`;
  const atHome = AT_HOME.exec(written)?.[1];
  return atHome ? `+90${atHome}` : null;
}

const phone = z
  .string()
  .max(40)
  .transform((text, check) => {
    const number = readPhone(text);
    if (number) return number;
    check.addIssue({ code: 'custom', message: messageKey('paymentLink.problem.phone') });
    return z.NEVER;
  });

const email = emailField.transform((address, check) => {
  if (address) return address;
  check.addIssue({ code: 'custom', message: messageKey('paymentLink.problem.emailMissing') });
  return z.NEVER;
});

const identityNumber = z
  .string()
  .max(40)
  .default('')
  .transform((text, check) => {
    const number = text.replaceAll(' ', '');
    if (number === '') return null;
    if (isCitizenNumber(number)) return number;
    check.addIssue({ code: 'custom', message: messageKey('sale.problem.citizenNumber') });
    return z.NEVER;
  });

/**
 * The form of a payment link as the browser sends it. `items` is JSON, `[]` or left out for a payment that is one thing;
 * `installments[]` are the numbers of instalments the payer may choose from. Address, city and country come together or not
 * at all.
 */
export const linkForm = z
  .strictObject({
    intentKey: intentKeyField,
    deviceId: idField('device'),
    currency: z.enum(CURRENCY_CODES),
    amount: z.string().max(32),
    description: requiredTextField(100),
    items: z.string().max(20_000).default(''),
    name: requiredTextField(60),
    surname: requiredTextField(60),
    email,
    phone,
    identityNumber,
    address: optionalTextField(200),
    city: optionalTextField(60),
    country: optionalTextField(60),
    installments: z
      .array(z.string().regex(/^\d{1,2}$/))
      .max(20)
      .default([]),
    language: z.enum(LOCALES),
  })
  .transform((form, check): LinkWish => {
    const { intentKey, deviceId, currency, description, language } = form;
    const minor = readAmountMinor(form.amount, currency);
    if (minor === null)
      check.addIssue({ code: 'custom', path: ['amount'], message: messageKey('sale.problem.amount') });
    const items = form.items === '' ? [] : readItems(form.items, currency, check);
    const place = readPlace(form, check);
    if (minor === null || !items || place === undefined || check.issues.length > 0) return z.NEVER;
    const { name, surname, identityNumber } = form;
    return {
      intentKey,
      deviceId,
      amount: { minor, currency },
      description,
      payer: { name, surname, email: form.email, phone: form.phone, identityNumber, place },
      items,
      installmentCounts: form.installments.map(Number),
      language,
    };
  });

/** The form that makes another link in the place of one. */
export const renewForm = z.strictObject({ intentKey: intentKeyField, id: idField('transaction') });

/** Minor units above zero; null for anything else. */
function readAmountMinor(text: string, currency: CurrencyCode): number | null {
  const amount = parseDecimal(text, currency);
  return amount && amount.minor > 0 && amount.minor <= MAX_AMOUNT_MINOR ? amount.minor : null;
}

/** Null, said beside what is wrong, for anything that is not a list of things with their prices. */
function readItems(text: string, currency: CurrencyCode, check: z.RefinementCtx): WishedItem[] | null {
  const typed = readJsonField(typedItems, { name: 'items', text }, check);
  if (!typed) return null;
  return typed.flatMap(({ name, price, isVirtual }, place) => {
    const priceMinor = readAmountMinor(price, currency);
    if (priceMinor !== null) return { name, isVirtual, priceMinor };
    const path = ['items', place, 'price'];
    check.addIssue({ code: 'custom', path, message: messageKey('paymentLink.problem.itemPrice') });
    return [];
  });
}

/** Undefined, said beside what is missing, for a part of an address. */
function readPlace(
  { address, city, country }: Record<'address' | 'city' | 'country', string | null>,
  check: z.RefinementCtx,
): LinkWish['payer']['place'] | undefined {
  if (address && city && country) return { address, city, country };
  if (!address && !city && !country) return null;
  for (const [name, text] of Object.entries({ address, city, country })) {
    if (text === null)
      check.addIssue({ code: 'custom', path: [name], message: messageKey('paymentLink.problem.place') });
  }
  return undefined;
}

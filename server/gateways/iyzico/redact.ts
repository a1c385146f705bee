import { isCardNumber } from '#server/kernel/card-number.ts';
import { maskEmail, maskName, maskNumber } from '#server/kernel/mask.ts';
import type { ExactJson } from './json.ts';

/** Members that never may be kept, whatever their value. Compared in lower case without `_` and `-`. */
const SECRET = new Set([
  'accesstoken',
  'refreshtoken',
  'authorization',
  'clientsecret',
  'password',
  'cvv',
  'cvc',
  'cvv2',
  'pin',
  'pinblock',
  'track1',
  'track2',
]);

/** What is known of a customer is kept with the sale; of the calls about it only so much that one recognises it. */
const PERSONAL = new Map<string, (text: string) => string>([
  ['notificationphone', (phone) => maskNumber(phone, 2)],
  ['notificationemail', maskEmail],
  ['taxnumber', (number) => maskNumber(number, 3)],
  ...['firstname', 'middlename', 'familyname', 'companyname'].map((name) => [name, maskName] as const),
]);

/** A text of the provider as it may be kept and shown: one line, no card number, and nothing a database refuses. */
export function cleanText(text: string): string {
  // Cut first, without leaving the head of a number whose tail would have shown what it is.
  const short = text.length > 1000 ? text.slice(0, 1000).replace(/[\d -]+$/, '') : text;
  // Control, line, paragraph and direction characters: a NUL does not fit a text column, the rest mislead a reader.
  const printable = short.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
  return cut(maskCardNumbers(printable).trim(), 500);
}

/** The beginning of a text; never half of a character, which a database refuses. */
function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}

/** A body as it may be kept: secrets gone, customers and card numbers masked, at most six digits of a BIN. */
export function redact(value: ExactJson | undefined, name = ''): ExactJson {
  if (value === undefined) return null;
  if (SECRET.has(plain(name))) return '[removed]';
  if (typeof value === 'string') return redactText(value, name);
  if (Array.isArray(value)) return value.slice(0, 1000).map((entry) => redact(entry, name));
  if (value === null || typeof value === 'boolean') return value;
  const members = Object.entries(value).map(
    ([key, member]) => [cleanText(key), redact(member, key)] as const,
  );
  return Object.fromEntries(members);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function redactText(text: string, name: string): string {
  const mask = PERSONAL.get(plain(name));
  if (mask) return mask(cleanText(text));
  // Epoch milliseconds have the length of a card number and sometimes its check digit.
  if (name === 'systemTime' && /^[12]\d{9}(\d{3})?$/.test(text)) return text;
  return name === 'binNumber' ? cut(cleanText(text), 6) : cleanText(text);
}

/** Masks runs of 13 to 19 digits that pass the card-number check, also when grouped by spaces or dashes. */
function maskCardNumbers(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,}/g, (run) => {
    const digits = run.replace(/\D/g, '');
    return hasCardNumber(digits) ? `${digits.slice(0, 6)}******${digits.slice(-4)}` : run;
  });
}

/** Whether any stretch of these digits is a card number. */
function hasCardNumber(digits: string): boolean {
  for (let length = 13; length <= Math.min(19, digits.length); length++) {
    for (let start = 0; start + length <= digits.length; start++) {
      if (isCardNumber(digits.slice(start, start + length))) return true;
    }
  }
  return false;
}

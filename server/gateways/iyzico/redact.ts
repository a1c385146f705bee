import { maskEmail, maskName, maskNumber } from '#server/kernel/mask.ts';
import { cleanText, cut } from '../clean-text.ts';
import type { ExactJson } from '../exact-json.ts';

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

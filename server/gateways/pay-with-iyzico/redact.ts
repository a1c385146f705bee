import { maskEmail, maskName, maskNumber } from '#server/kernel/mask.ts';
import { cleanText, cut } from '../clean-text.ts';
import type { ExactJson } from '../exact-json.ts';

const REMOVED = '[removed]';

/** Members that never may be kept, whatever their value. Compared in lower case. */
const SECRET = new Set([
  ...['authorization', 'apikey', 'secretkey', 'signature', 'token', 'cardtoken', 'carduserkey'],
  ...['cvc', 'cvv', 'cardnumber', 'expiremonth', 'expireyear', 'cardholdername'],
]);

/** The payer is kept with the order; of the calls about it only so much that one recognises who it was. */
const PERSONAL = new Map<string, (text: string) => string>([
  ...['email', 'memberemail'].map((name) => [name, maskEmail] as const),
  ...['gsmnumber', 'membergsmnumber'].map((name) => [name, (text: string) => maskNumber(text, 2)] as const),
  ['identitynumber', (text) => maskNumber(text, 0)],
  ...['name', 'surname', 'contactname', 'address', 'registrationaddress'].map(
    (name) => [name, maskName] as const,
  ),
]);

/** A text that is secret wherever it stands. */
export type Secrets = readonly string[];

/** A body as it may be kept: nothing that opens a page or signs, of the payer what it takes to recognise one, no card. */
export function redact(value: ExactJson | undefined, secrets: Secrets, within = ''): ExactJson {
  const name = within.toLowerCase();
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  if (SECRET.has(name)) return REMOVED;
  if (typeof value === 'string') return redactMember(name, value, secrets);
  if (Array.isArray(value)) return value.slice(0, 1000).map((each) => redact(each, secrets, within));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [redactText(key, secrets), redact(each, secrets, key)]),
  );
}

function redactMember(name: string, value: string, secrets: Secrets): string {
  const text = redactText(value, secrets);
  const mask = PERSONAL.get(name);
  if (mask) return mask(text);
  if (name.endsWith('url')) return placeOf(value);
  // Epoch milliseconds have the length of a card number and sometimes its check digit.
  if (name === 'systemtime' && /^[12]\d{12}$/.test(value)) return value;
  return name === 'binnumber' ? cut(text, 6) : text;
}

/** Where an address leads, without what opens something there. */
function placeOf(address: string): string {
  const url = URL.parse(address);
  return url && url.host !== '' ? `${url.protocol}//${cleanText(url.host)}/${REMOVED}` : REMOVED;
}

/** A text as it may be kept and shown. */
export function redactText(text: string, secrets: Secrets): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  return cleanText(known.reduce((rest, secret) => rest.replaceAll(secret, REMOVED), text));
}

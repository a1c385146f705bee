import { maskEmail } from '#server/kernel/mask.ts';
import { cleanText } from '../clean-text.ts';
import type { ExactJson } from '../exact-json.ts';
import type { WireRecord } from './message.ts';

const REMOVED = '[removed]';

/** A value that was sent as a secret, wherever it comes back. */
export type Secrets = readonly string[];

/** The secrets of one call as they may come back: as they are, quoted in JSON, or percent-encoded. */
export function secretsOf(pass: string, addresses: readonly string[]): Secrets {
  // What is shorter than that would be found in every other word.
  const written = [pass, JSON.stringify(pass).slice(1, -1), encodeURIComponent(pass)].filter(
    (text) => text.length >= 4,
  );
  const inAddresses = addresses.flatMap((address) =>
    (URL.parse(address)?.pathname ?? '').split('/').filter((part) => part.length >= 20),
  );
  return [...new Set([...written, ...inAddresses])];
}

/** A message as it may be kept: no secret, no slip, no card number, of an e-mail address what it takes to recognise one. */
export function redactRecord(record: WireRecord, secrets: Secrets): ExactJson {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [redactText(name, secrets), redact(name, value, secrets)]),
  );
}

function redact(name: string, value: ExactJson, secrets: Secrets): ExactJson {
  if (name === 'PASS') return REMOVED;
  if (name.startsWith('RECEIPTS')) return '[not kept]';
  if (typeof value === 'string') return redactField(name, value, secrets);
  if (Array.isArray(value)) return value.slice(0, 100).map((each) => redact(name, each, secrets));
  if (value === null || typeof value === 'boolean') return value;
  const members = Object.entries(value).map(
    ([key, each]) => [redactText(key, secrets), redact(key.toUpperCase(), each, secrets)] as const,
  );
  return Object.fromEntries(members);
}

function redactField(name: string, text: string, secrets: Secrets): string {
  if (name === 'CUSTEMAIL') return maskEmail(redactText(text, secrets));
  return /URL$/.test(name) ? placeOf(text) : redactText(text, secrets);
}

/** Where an address leads, without what opens something there. */
function placeOf(address: string): string {
  const url = URL.parse(address);
  return url && url.host !== '' ? `${url.protocol}//${cleanText(url.host)}/${REMOVED}` : REMOVED;
}

/** A text as it may be kept and shown. */
export function redactText(text: string, secrets: Secrets): string {
  return cleanText(secrets.reduce((rest, secret) => rest.replaceAll(secret, REMOVED), text));
}

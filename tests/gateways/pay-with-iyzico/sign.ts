import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 in hexadecimal, of a text in UTF-8 or of the bytes as they are. */
export function hmac(secretKey: string, ...parts: readonly (string | Buffer)[]): string {
  const digest = createHmac('sha256', secretKey);
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

/** §7: what is missing is empty, and the colons stay. */
export function signValues(secretKey: string, values: readonly (string | null)[]): string {
  return hmac(secretKey, values.map((value) => value ?? '').join(':'));
}

export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

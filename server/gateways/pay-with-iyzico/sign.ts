import { createHmac, timingSafeEqual } from 'node:crypto';

/** What proves that a request is the merchant's (§1). */
export type Keys = { apiKey: string; secretKey: string };

/** The `Authorization` of a request (§2): signs the path without its query, and exactly the bytes that are sent. */
export function authorization(
  keys: Keys,
  request: { randomKey: string; path: string; body: string },
): string {
  const { randomKey, path, body } = request;
  const signature = hmac(keys.secretKey, `${randomKey}${path}${body}`);
  const plain = `apiKey:${keys.apiKey}&randomKey:${randomKey}&signature:${signature}`;
  return `IYZWSv2 ${Buffer.from(plain, 'utf8').toString('base64')}`;
}

/** The signature of an answer (§7): its values in their order, a missing one empty. */
export function answerSignature(secretKey: string, values: readonly (string | null)[]): string {
  return hmac(secretKey, values.map((value) => value ?? '').join(':'));
}

/** The signature of a notice (§10): the values with the key in front, nothing between them. */
export function noticeSignature(secretKey: string, values: readonly (string | null)[]): string {
  return hmac(secretKey, `${secretKey}${values.map((value) => value ?? '').join('')}`);
}

/** Whether a signature is the expected one; tells nobody by its time how much of it was right. */
export function isSame(expected: string, given: string | null): boolean {
  const [ours, theirs] = [expected, given?.toLowerCase() ?? ''].map((text) => Buffer.from(text, 'utf8'));
  return ours !== undefined && theirs?.length === ours.length && timingSafeEqual(ours, theirs);
}

function hmac(secretKey: string, text: string): string {
  return createHmac('sha256', secretKey).update(text, 'utf8').digest('hex');
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealingKey } from '#server/config/config.ts';

/** What a sealed value is bound to, of a connection, an approval, a callback, a resolution, a letter, a link, a person or a file: opening it in any other place fails. */
export type SealBinding =
  | { merchantId: string; provider: string; field: 'credentials' | 'session' }
  | { merchantId: string; provider: string; field: 'callback'; id: string }
  | { merchantId: string; approvalId: string; field: 'waiting' }
  | { merchantId: string; resolutionId: string; field: 'photo' }
  | { merchantId: string; mailId: string; field: 'letter' }
  | { merchantId: string; transactionId: string; field: 'page' }
  | { userId: string; authenticatorId: string; field: 'factor' }
  | { userId: string; field: 'factor_draft' }
  | { name: string; field: 'answer' | 'callback_aside' };

/** Seals a text with the first key: AES-256-GCM, fresh nonce, bound to its place; `v1.<key id>.<base64url>`. */
export function seal(
  keys: readonly [SealingKey, ...SealingKey[]],
  binding: SealBinding,
  text: string,
): string {
  const key = keys[0];
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(Buffer.from(boundTo(binding, key.id)));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `v1.${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Opens a sealed text. Throws when the key is gone, the value was changed, or it belongs to another place. */
export function unseal(keys: readonly SealingKey[], binding: SealBinding, sealed: string): string {
  const [version, keyId, body] = sealed.split('.');
  const key = keys.find((candidate) => candidate.id === keyId);
  if (version !== 'v1' || !key || !body) throw new Error('The sealed value names no key of this process');
  const bytes = Buffer.from(body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(boundTo(binding, key.id)));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

/** The same text sealed with the first key; throws like `unseal`. */
export function reseal(
  keys: readonly [SealingKey, ...SealingKey[]],
  binding: SealBinding,
  sealed: string,
): string {
  return seal(keys, binding, unseal(keys, binding, sealed));
}

/** Whether the first key sealed it. */
export function isCurrent(keys: readonly [SealingKey, ...SealingKey[]], sealed: string): boolean {
  return sealed.split('.')[1] === keys[0].id;
}

function boundTo(binding: SealBinding, keyId: string): string {
  return JSON.stringify([keyId, ...placeOf(binding), binding.field]);
}

function placeOf(binding: SealBinding): string[] {
  switch (binding.field) {
    case 'answer':
    case 'callback_aside':
      return [binding.name];
    case 'waiting':
      return [binding.merchantId, binding.approvalId];
    case 'photo':
      return [binding.merchantId, binding.resolutionId];
    case 'letter':
      return [binding.merchantId, binding.mailId];
    case 'page':
      return [binding.merchantId, binding.transactionId];
    case 'factor':
      return [binding.userId, binding.authenticatorId];
    case 'factor_draft':
      return [binding.userId];
    case 'callback':
      return [binding.merchantId, binding.provider, binding.id];
    default:
      return [binding.merchantId, binding.provider];
  }
}

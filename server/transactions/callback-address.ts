import { createHash } from 'node:crypto';
import type { AnswerTo } from '#server/gateways/terminal-gateway.ts';
import { isId, type MerchantId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';

/** What an address that somebody called opens: whose merchant it is comes from here alone (D9). */
export type CallbackKey = { merchantId: MerchantId; secretHash: string };

/**
 * The two addresses to which the result of an operation is sent, or every result of an account that takes no other. A token
 * is what follows «mer_» in the id of the merchant, 26 characters, and the secret, 43; an address has less than 200
 * characters (§6.4) under any name of ours up to 100.
 */
export function answerTo(
  publicUrl: string,
  provider: Provider,
  merchantId: MerchantId,
  secret: string,
): AnswerTo {
  const address = addressOf(publicUrl, provider, merchantId, secret);
  return { success: `${address}/s`, failure: `${address}/f` };
}

/** Where the browser of somebody who paid on a provider's page is sent to. */
export function returnAddress(
  publicUrl: string,
  provider: Provider,
  merchantId: MerchantId,
  secret: string,
): string {
  return `${addressOf(publicUrl, provider, merchantId, secret)}/return`;
}

/** Where a provider tells an account by itself that there is news of its pages. */
export function noticeAddress(
  publicUrl: string,
  provider: Provider,
  merchantId: MerchantId,
  secret: string,
): string {
  return `${addressOf(publicUrl, provider, merchantId, secret)}/notice`;
}

function addressOf(publicUrl: string, provider: Provider, merchantId: MerchantId, secret: string): string {
  return `${publicUrl}/api/callbacks/${provider}/${merchantId.slice('mer_'.length)}${secret}`;
}

/** Reads a token somebody sent; null when it has not even the form of one. */
export function readToken(token: string): CallbackKey | null {
  const [, merchant, secret] = /^([0-9a-z]{26})([\w-]{43})$/.exec(token) ?? [];
  const merchantId = `mer_${merchant ?? ''}`;
  return secret && isId('merchant', merchantId) ? { merchantId, secretHash: hashSecret(secret) } : null;
}

/** What is kept of a secret: SHA-256, hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

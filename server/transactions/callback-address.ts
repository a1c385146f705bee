import { createHash } from 'node:crypto';
import type { AnswerTo } from '#server/gateways/terminal-gateway.ts';
import { isId, type MerchantId } from '#server/kernel/ids.ts';
import type { TerminalProvider } from '#server/kernel/providers.ts';

/** What an address that somebody called opens: whose merchant it is comes from here alone (D9). */
export type CallbackKey = { merchantId: MerchantId; secretHash: string };

/**
 * The two addresses to which the result of an operation is sent, or every result of an account that takes no other. A token
 * is what follows «mer_» in the id of the merchant, 26 characters, and the secret, 43; an address has less than 200
 * characters (§6.4) under any name of ours up to 100.
 */
export function answerTo(
  publicUrl: string,
  provider: TerminalProvider,
  merchantId: MerchantId,
  secret: string,
): AnswerTo {
  const token = `${merchantId.slice('mer_'.length)}${secret}`;
  const address = `${publicUrl}/api/callbacks/${provider}/${token}`;
  return { success: `${address}/s`, failure: `${address}/f` };
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

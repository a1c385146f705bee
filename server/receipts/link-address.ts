import type { MerchantId } from '#server/kernel/ids.ts';

/** Where a customer sees a slip; the token is what `readToken` reads: whose it is, and a secret of 256 bits. */
export function slipAddress(publicUrl: string, merchantId: MerchantId, secret: string): string {
  return `${publicUrl}/r/${merchantId.slice('mer_'.length)}${secret}`;
}

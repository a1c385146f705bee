import { createHash } from 'node:crypto';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { TerminalProvider } from '#server/kernel/providers.ts';
import type { PlannedConnection } from './plan.ts';

/** Whether the provider of an account takes no addresses with a request, so that one pair has to serve for all. */
export function hasFixedAddresses(planned: PlannedConnection): boolean {
  return planned.provider === 'interpay' && !planned.dynamicUrls;
}

/**
 * The two addresses of an account: whoever knows the secret may say what became of its operations. The merchant stands in it,
 * so that nothing that is sent chooses one (C5).
 */
export function fixedAddresses(
  publicUrl: string,
  provider: TerminalProvider,
  merchantId: MerchantId,
  secret: string,
): { success: string; failure: string } {
  const address = `${publicUrl}/api/callbacks/${provider}/${merchantId.slice('mer_'.length)}${secret}`;
  return { success: `${address}/s`, failure: `${address}/f` };
}

/** What is kept of such a secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

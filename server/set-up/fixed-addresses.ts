import { isHosted } from '#server/kernel/providers.ts';
import type { PlannedConnection } from './plan.ts';

/**
 * Whether the provider of an account has to be told once where it calls: it takes no addresses with a request, so that one
 * pair has to serve for all, or it sends notices of its pages by itself.
 */
export function hasFixedAddresses(planned: PlannedConnection): boolean {
  return isHosted(planned.provider) || (planned.provider === 'interpay' && !planned.dynamicUrls);
}

import type { PlannedConnection } from './plan.ts';

/** Whether the provider of an account takes no addresses with a request, so that one pair has to serve for all. */
export function hasFixedAddresses(planned: PlannedConnection): boolean {
  return planned.provider === 'interpay' && !planned.dynamicUrls;
}

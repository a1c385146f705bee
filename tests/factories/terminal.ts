import { iyzicoCapabilities } from '#server/gateways/iyzico/index.ts';
import type { Terminal } from '#server/transactions/situation.ts';
import type { Situation } from '#server/transactions/transaction.ts';

/** A device of a provider that answers with the result and can be asked. */
export function askableTerminal(providerDeviceId: string): Terminal {
  return { ...iyzicoCapabilities('509'), providerDeviceId };
}

/** What the rule knows of an operation on such a device about which nothing was called back. */
export const ANSWERED: Pick<
  Situation,
  | 'sessionId'
  | 'isSessionTaken'
  | 'isUndone'
  | 'isByHand'
  | 'isDeniedByHand'
  | 'isVoidRunning'
  | 'canQuery'
  | 'resultBy'
  | 'page'
> = {
  sessionId: null,
  isSessionTaken: false,
  isUndone: false,
  isByHand: false,
  isDeniedByHand: false,
  isVoidRunning: false,
  canQuery: true,
  resultBy: 'answer',
  page: null,
};

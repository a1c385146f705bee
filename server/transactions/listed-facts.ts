import type { ListedRow } from '#db/queries/transaction-list.ts';
import { paymentAtProvider } from './decision-rule.ts';

/** What a row of the list of transactions can show beside what every list does. No card digits, and nobody's contact. */
export type ListedFacts = Pick<
  ListedRow,
  | 'branchId'
  | 'batchId'
  | 'environment'
  | 'installmentCount'
  | 'cardType'
  | 'acquirerId'
  | 'acquirerName'
  | 'providerPaymentId'
  | 'rrn'
  | 'stan'
  | 'createdBy'
>;

/** These of a row. */
export function toFacts(row: ListedFacts): ListedFacts {
  const { branchId, batchId, environment, installmentCount, cardType, acquirerId, acquirerName } = row;
  const { providerPaymentId, rrn, stan, createdBy } = row;
  return {
    branchId,
    batchId,
    environment,
    installmentCount,
    cardType,
    acquirerId,
    acquirerName,
    providerPaymentId: paymentAtProvider(providerPaymentId),
    rrn,
    stan,
    createdBy,
  };
}

import type { variances } from '#db/schema/variances.ts';
import type { ReportContent } from './report.ts';

/** What of a variance its report tells. */
export type FoundVariance = Pick<
  typeof variances.$inferSelect,
  | 'kind'
  | 'acquirerId'
  | 'acquirerName'
  | 'currency'
  | 'oursMinor'
  | 'theirsMinor'
  | 'differenceMinor'
  | 'providerPaymentId'
  | 'transactionId'
>;

/**
 * What somebody has to account for in a report: each payment in which its sides differ, and each sum whose difference those
 * payments do not make up. Nothing for a report that matched. Pure.
 */
export function findVariances({
  differences,
  bank,
}: Pick<ReportContent, 'differences' | 'bank'>): FoundVariance[] {
  const payments = (bank?.payments ?? []).map(
    ({ kind, oursMinor, theirsMinor, ...payment }): FoundVariance => {
      const sign = kind === 'payment' ? 1 : -1;
      return {
        kind: 'payment',
        acquirerId: '',
        acquirerName: null,
        currency: payment.currency,
        oursMinor,
        theirsMinor,
        differenceMinor: sign * ((theirsMinor ?? 0) - (oursMinor ?? 0)),
        providerPaymentId: payment.providerPaymentId,
        transactionId: payment.transactionId,
      };
    },
  );
  const sums = differences
    .filter(({ currency, differenceMinor }) => {
      const told = payments.filter((one) => one.currency === currency);
      return told.length === 0 || sumOf(told) !== differenceMinor;
    })
    .map((difference): FoundVariance => {
      const { acquirerId, acquirerName, currency, oursMinor, terminalMinor, differenceMinor } = difference;
      return {
        kind: 'sum',
        ...{ acquirerId, acquirerName, currency, oursMinor, differenceMinor },
        theirsMinor: terminalMinor,
        providerPaymentId: null,
        transactionId: null,
      };
    });
  return [...payments, ...sums];
}

function sumOf(found: readonly FoundVariance[]): number {
  return found.reduce((sum, one) => sum + one.differenceMinor, 0);
}

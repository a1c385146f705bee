import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { paymentLinks } from '#db/schema/payment-links.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { BatchId, MerchantId } from '#server/kernel/ids.ts';
import type { TransactionRow } from './transactions.ts';

/** More payments than a report names at once; beyond it asked for in several goes. */
const AT_ONCE = 1_000;

type Account = Pick<TransactionRow, 'merchantId' | 'provider' | 'environment'>;

/** The members of a book with the payment at its provider that each is of, and what that told it keeps and owes of it. */
export async function listBookPayments(db: Db, merchantId: MerchantId, batchId: BatchId) {
  return db
    .select({
      id: transactions.id,
      kind: transactions.kind,
      providerPaymentId: transactions.providerPaymentId,
      currency: transactions.currency,
      amountMinor: transactions.amountMinor,
      commissionMinor: paymentLinks.commissionMinor,
      feeMinor: paymentLinks.feeMinor,
      payoutMinor: paymentLinks.payoutMinor,
    })
    .from(transactions)
    .leftJoin(
      paymentLinks,
      and(
        eq(paymentLinks.merchantId, transactions.merchantId),
        eq(paymentLinks.transactionId, transactions.id),
      ),
    )
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, batchId),
        isNotNull(transactions.providerPaymentId),
      ),
    );
}

/** What we have of these payments at their provider, whatever book it is in. */
export async function listByPayments(
  db: Db,
  { merchantId, provider, environment }: Account,
  providerPaymentIds: readonly string[],
) {
  const found = [];
  for (let from = 0; from < providerPaymentIds.length; from += AT_ONCE) {
    found.push(
      ...(await db
        .select({
          kind: transactions.kind,
          providerPaymentId: transactions.providerPaymentId,
          batchId: transactions.batchId,
        })
        .from(transactions)
        .where(
          and(
            eq(transactions.merchantId, merchantId),
            eq(transactions.provider, provider),
            eq(transactions.environment, environment),
            inArray(transactions.providerPaymentId, providerPaymentIds.slice(from, from + AT_ONCE)),
          ),
        )),
    );
  }
  return found;
}

/** Sales with these references of ours that are not paid, as far as we know. */
export async function listUnpaidByReference(
  db: Db,
  { merchantId, provider, environment }: Account,
  references: readonly string[],
) {
  const found = [];
  for (let from = 0; from < references.length; from += AT_ONCE) {
    found.push(
      ...(await db
        .select({ id: transactions.id, reference: transactions.reference })
        .from(transactions)
        .where(
          and(
            eq(transactions.merchantId, merchantId),
            eq(transactions.provider, provider),
            eq(transactions.environment, environment),
            eq(transactions.kind, 'sale'),
            inArray(transactions.state, ['awaiting', 'failed', 'declined']),
            inArray(transactions.reference, references.slice(from, from + AT_ONCE)),
          ),
        )),
    );
  }
  return found;
}

import { inScope, type Tx } from '#db/client.ts';
import { findPaidBack } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { Environment } from '#db/schema/connections.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Money } from '#server/kernel/money.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { readToken } from '#server/transactions/callback-address.ts';
import { linkStatus } from './link-status.ts';

/** What a payer is shown who came back from a page: nothing that only the merchant may know. */
export type PublicResult = {
  status: /** It was not paid so far; who has just paid sees it here in a moment. */
    | 'waiting'
    | 'paid'
    /** Paid, and looked into. */
    | 'in_review'
    /** All that was paid went back. */
    | 'given_back'
    /** Nobody can pay by this link any more. */
    | 'over';
  /** The last try was declined; the page can be paid all the same. */
  isDeclined: boolean;
  merchantName: string;
  description: string;
  /** What was paid once it was, else what is asked for. */
  amount: Money;
  /** The part of it that paying in instalments cost on top. */
  surcharge: Money;
  paidAt: Date | null;
  /** Ours of the payment, for a call to the shop. */
  reference: string;
  environment: Environment;
  language: Locale;
  timeZone: string;
};

/**
 * How a payment stands, for its payer; null for an address that opens nothing, without saying why. Asks nobody: what is new
 * comes from our own questions to the provider.
 */
export async function readResult(
  { db, clock }: Pick<Runtime, 'db' | 'clock'>,
  token: string,
): Promise<PublicResult | null> {
  const key = readToken(token);
  if (!key) return null;
  const found = await inScope(db, key, (tx: Tx) => findPaidBack(tx, key));
  if (!found) return null;
  const { sale, link, merchant } = found;
  const money = (minor: number): Money => ({ minor, currency: sale.currency });
  return {
    status: isGivenBack(sale) ? 'given_back' : toPublic(linkStatus(sale, link, clock.now())),
    isDeclined: link.lastDecline !== null,
    merchantName: merchant.name,
    description: link.description,
    amount: money(sale.amountMinor),
    surcharge: money(sale.surchargeMinor),
    paidAt: sale.state === 'approved' ? sale.settledAt : null,
    reference: sale.reference,
    environment: sale.environment,
    language: link.language,
    timeZone: merchant.timeZone,
  };
}

function isGivenBack({ state, voidedAt, refundedMinor, amountMinor }: TransactionRow): boolean {
  return state === 'approved' && (voidedAt !== null || refundedMinor >= amountMinor);
}

function toPublic(status: ReturnType<typeof linkStatus>): PublicResult['status'] {
  switch (status) {
    case 'paid':
    case 'in_review':
      return status;
    case 'opening':
    case 'open':
    // In the last moment somebody may have paid.
    case 'watched':
      return 'waiting';
    case 'expired':
    case 'rejected':
    case 'failed':
      return 'over';
  }
}

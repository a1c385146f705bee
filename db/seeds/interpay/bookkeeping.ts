import type { Bookkeeping } from '../bookkeeping.ts';
import type { Operation } from '../operation.ts';
import { type Evidence, NOTHING_TOLD } from '../transaction-rows.ts';
import { bankCloseRows, brandOf } from './bank-close-rows.ts';
import { interpayExchanges } from './exchanges.ts';

/** The two equal hosts of the provider, here of its sandbox; without a slash at the end. */
export type InterpayHosts = { url: string; secondUrl: string };

/** The books of what went over the terminals of Interpay. */
export function interpayBookkeeping(hosts: InterpayHosts): Bookkeeping<'interpay'> {
  return {
    evidence,
    handle: (operation) => cancelUrl(hosts, operation),
    groupOf: brandOf,
    closeRows: bankCloseRows,
    exchanges: (operation) => interpayExchanges(hosts, operation),
    // Nothing is sent: the bank closes by itself.
    closeExchanges: () => [],
  };
}

/** What the result told, and its slip (§6.2, §11.6). A void's has a slip alone. */
function evidence({ kind, payment }: Operation<'interpay'>): Evidence {
  if (!payment) return NOTHING_TOLD;
  const { card } = payment;
  return {
    ...NOTHING_TOLD,
    providerPaymentId: payment.paymentId,
    providerDate: payment.day,
    providerBatchNumber: payment.batchNumber,
    authCode: kind === 'void' ? null : payment.authCode,
    rrn: payment.hostReference,
    stan: payment.stan,
    last4: card.last4,
    cardBrand: card.brand,
    cardType: card.brand === 'interac' ? 'debit' : null,
    entryMode: payment.entryCode === '05' ? 'chip' : 'contactless',
  };
}

/** The address that cancels or undoes a session (§8), as far as an answer told it. */
function cancelUrl({ url }: InterpayHosts, { delivery, doubt }: Operation): string | null {
  if (!delivery?.sessionId || doubt?.reason === 'connection_lost') return null;
  return `${url}/api/TERMPAY/cancel/?SecureID=${delivery.sessionId}`;
}

import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { countPages } from './online-sandbox.ts';
import { bookOf, countRequests } from './sandbox.ts';
import { type Visitor, visit } from './visitor.ts';

const HOME = kahveDuragi.slug;

/** The terminal that people who send requests by hand name. */
export const TERMINAL = 'P00203';

/** Things of Kahve Durağı that a request may name. */
export type KahveIds = {
  deviceId: string;
  saleId: string;
  /** A sale that several payments would have paid; given up. */
  splitSaleId: string;
  /** A payment asked for by a link. */
  linkId: string;
  /** A sale with lines, of which the provider can be asked what may still go back. */
  fiscalSaleId: string;
  batchId: string;
  runId: string;
  /** Our reference of the sale. */
  reference: string;
};

/** Pages and reads that list things of a merchant. */
export function listsOf(merchant: string): string[] {
  const pages = ['', '/transactions', '/unresolved', '/receipts', '/devices', '/batches', '/end-of-day'];
  const reads = ['in-flight', 'items', 'transactions/totals', 'audit/verify'];
  return [
    ...pages.map((page) => `/${merchant}${page}`),
    `/${merchant}/settings/connections`,
    `/${merchant}/payment-links`,
    `/${merchant}/payment-links/payouts`,
    `/${merchant}/audit`,
    ...reads.map((read) => `/api/live/${merchant}/${read}`),
    `/api/files/transactions/${merchant}?last4=0000`,
    `/api/files/printers/${merchant}/test-page`,
    `/api/files/audit/${merchant}`,
  ];
}

/** Pages, reads and files of single things of Kahve Durağı, under the address of a merchant. */
export function thingsOf(merchant: string, ids: KahveIds): string[] {
  const { saleId, splitSaleId, linkId, fiscalSaleId, deviceId, batchId, runId } = ids;
  return [
    `/${merchant}/transactions/${saleId}`,
    `/${merchant}/split-sales/${splitSaleId}`,
    `/${merchant}/payment-links/${linkId}`,
    `/${merchant}/payment-links/${linkId}/print`,
    `/${merchant}/receipts/${saleId}`,
    `/${merchant}/receipts/${saleId}/print?print=1`,
    `/${merchant}/devices/${deviceId}`,
    `/${merchant}/batches/${batchId}`,
    `/${merchant}/end-of-day/${runId}`,
    `/api/live/${merchant}/transactions/${saleId}`,
    `/api/live/${merchant}/split-sales/${splitSaleId}`,
    `/api/live/${merchant}/transactions/${fiscalSaleId}/refundable`,
    `/api/live/${merchant}/end-of-day/${runId}`,
    `/api/files/receipts/${merchant}/${saleId}`,
    `/api/files/batches/${merchant}/${batchId}/slips`,
  ];
}

/** What of a text only people of Kahve Durağı know. */
export function knownIn(text: string, { reference }: KahveIds): string[] {
  const known = [kahveDuragi.name, kahveDuragi.legalName, 'Kadıköy', 'Mobil kasa', '₺', reference];
  return known.filter((each) => text.includes(each));
}

/** All that a money action on the terminal or the sale would change, at the provider and here. */
export async function stateOfBusiness(manager: Visitor, { saleId }: KahveIds): Promise<object> {
  const totals = await visit(manager, `/api/live/${HOME}/transactions/totals`);
  const sale = await visit(manager, `/${HOME}/transactions/${saleId}`);
  const runs = await visit(manager, `/${HOME}/end-of-day`);
  const slip = await visit(manager, `/${HOME}/receipts/${saleId}`);
  return {
    book: await bookOf(TERMINAL),
    requests: await countRequests(TERMINAL),
    pages: await countPages(),
    totals: totals.text,
    lines: sale.text.match(/<li/g)?.length,
    runs: [...new Set(runs.text.match(/eod_\w{26}/g))].sort(),
    prints: slip.text.match(/<li/g)?.length,
  };
}

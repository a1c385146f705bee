import type { LoggedRequest } from '#tests/gateways/iyzico/request-log.ts';
import type { OurBooks, OurSplitSale, TheirBooks } from './books.ts';

/** Services that move money; everything else only asks, or closes the day. */
const MONEY = /\/(payment|payment\/void|payment\/refund|partial-payment\/(start|add-payment|complete))$/;

/**
 * What went over the wire: each reference once as something new, and again only when the door had turned the call away
 * before (F6); only references of ours; each close once (INV-4). A split sale is started once, and its completion is sent
 * as often as it was claimed. Empty: nothing was sent twice.
 */
export function compareWire(ours: OurBooks, theirs: TheirBooks): string[] {
  const rows = [...ours.transactions, ...ours.splitSales];
  const references = new Set(rows.map((row) => row.reference));
  const sent = new Set(rows.filter((row) => row.sentAt !== null).map((row) => row.reference));
  const splits = new Map(ours.splitSales.map((split) => [split.reference, split]));
  // Of a request that was cut in the middle nobody read what it was about, and nothing came of it.
  const whole = theirs.requests.filter(({ transactionReferenceId }) => transactionReferenceId !== null);
  const money = whole.filter(({ path }) => MONEY.test(path));
  const byReference = Map.groupBy(money, (request) => request.transactionReferenceId ?? '');
  const closes = theirs.requests.filter(({ path, body }) => path.endsWith('/eod') && body !== null);
  const byRun = Map.groupBy(closes, ({ body }) => String(Object(body).conversationId));
  const runs = new Map(ours.runs.map((run) => [run.id as string, run]));
  return [
    ...[...byReference].flatMap(([reference, requests]) => [
      ...(references.has(reference) ? [] : [`${reference} is on the wire and not in our book`]),
      ...(sent.has(reference) || !references.has(reference)
        ? []
        : [`${reference} was sent without being claimed`]),
      ...findRepeats(
        reference,
        requests.filter(({ path }) => !path.endsWith('/complete')),
        1,
      ),
      ...findRepeats(
        `the completion of ${reference}`,
        requests.filter(({ path }) => path.endsWith('/complete')),
        countClaims(ours, splits.get(reference)),
      ),
    ]),
    ...[...byRun].flatMap(([runId, requests]) => [
      ...(runs.get(runId)?.sentAt ? [] : [`the close ${runId} was sent without being claimed`]),
      ...findRepeats(`the close ${runId}`, requests, 1),
    ]),
  ];
}

function countClaims(ours: OurBooks, split: OurSplitSale | undefined): number {
  return ours.audit.filter(
    ({ objectId, action }) => objectId === split?.id && action === 'split-sale.completing',
  ).length;
}

function findRepeats(what: string, requests: readonly LoggedRequest[], most: number): string[] {
  // A fault before the provider looked at anything leaves no trace in its book, but it was a sending all the same.
  const sendings = requests.filter(({ status }) => status !== 401);
  return sendings.length > most
    ? [`${what} was sent ${sendings.length} times: ${sendings.map((one) => one.id)}`]
    : [];
}

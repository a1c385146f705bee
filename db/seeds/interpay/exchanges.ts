import type { exchanges } from '#db/schema/exchanges.ts';
import { maskEmail } from '#server/kernel/mask.ts';
import { toDecimal } from '#server/kernel/money.ts';
import { dayIn } from '#server/kernel/time.ts';
import { exchangeIds } from '../exchange-rows.ts';
import { after } from '../hand.ts';
import type { Delivery, Operation } from '../operation.ts';
import type { InterpayHosts } from './bookkeeping.ts';

type ExchangeRow = typeof exchanges.$inferSelect;
/** One call, of ours or of theirs. */
type Came = Pick<ExchangeRow, 'purpose' | 'path' | 'request' | 'httpStatus' | 'response' | 'failure'> & {
  at: Date;
  until: Date;
};
type Fields = { [name: string]: string };

const REMOVED = '[removed]';
const CANCEL_MS = 140;

/** The calls made for an operation as they are kept, without secrets: its request, the wish to stop it, and its result. */
export function interpayExchanges(hosts: InterpayHosts, operation: Operation<'interpay'>): ExchangeRow[] {
  const { till, id: operationId } = operation;
  const ids = exchangeIds(operationId);
  const calls = operation.kind === 'void' ? [undoCall(hosts, operation)] : sessionCalls(hosts, operation);
  return calls.map(({ at, until, ...call }) => ({
    merchantId: till.merchant.id,
    id: ids(at),
    operationId,
    at,
    durationMs: until.getTime() - at.getTime(),
    ...call,
  }));
}

function sessionCalls(hosts: InterpayHosts, operation: Operation<'interpay'>): Came[] {
  const { delivery, doubt } = operation;
  const isLost = doubt?.reason === 'connection_lost';
  if (!delivery || isLost) return [...unanswered(hosts, operation), ...resultCalls(operation)];
  const answered: Came = {
    ...startCall(hosts.url, operation),
    until: delivery.at,
    httpStatus: 200,
    response: sentToTerminal(hosts, delivery),
    failure: null,
  };
  return [answered, ...abortCalls(hosts, delivery), ...resultCalls(operation)];
}

/** A request that was turned away, whose answer was lost, or for which neither host could be reached. */
function unanswered({ url, secondUrl }: InterpayHosts, operation: Operation<'interpay'>): Came[] {
  const { doubt, ending, sentAt } = operation;
  const until = doubt?.since ?? ending?.at ?? sentAt;
  const none = { until, httpStatus: null, response: null };
  if (doubt) return [{ ...startCall(url, operation), ...none, failure: 'lost while waiting' }];
  if (ending?.state === 'failed' && ending.reason === 'unreachable') {
    const failure = 'not sent: connect ECONNREFUSED';
    return [url, secondUrl].map((host) => ({ ...startCall(host, operation), ...none, failure }));
  }
  const refusal =
    ending?.state === 'failed' ? { CODE: ending.code ?? '', TEXT: ending.text ?? '', ...clock(until) } : {};
  return [{ ...startCall(url, operation), until, httpStatus: 200, response: refusal, failure: null }];
}

/** The request of §3. */
function startCall(
  url: string,
  operation: Operation<'interpay'>,
): Pick<Came, 'purpose' | 'path' | 'at' | 'request'> {
  const { till, reference, options, kind, sentAt: at } = operation;
  const { connection, merchant } = till;
  const branch = merchant.branches.find((each) => each.id === till.branchId);
  const request: Fields = {
    TERMID: connection.credentials.termId,
    PASS: REMOVED,
    TYPE: 'W',
    ACTION: 'StartSession',
    AMT: amountOf(operation),
    REQUESTID: reference,
    DEVICEID: till.providerDeviceId,
    CUSTEMAIL: maskEmail(options?.email ?? connection.fallbackEmail),
    SUCCESSURL: REMOVED,
    FAILUREURL: REMOVED,
    INV: reference,
    ...(kind === 'refund' ? { REFUND: 'Y' } : {}),
    ...(options?.printsOnTerminal === false ? { NOTERMPRINT: 'Y' } : {}),
    JSON: 'Y',
    LANG: (branch?.locale ?? merchant.locale) === 'fr' ? 'F' : 'E',
    ...(options?.invoiceNumber ? { DESC: options.invoiceNumber } : {}),
  };
  return { purpose: 'operation', path: `${new URL(url).host}/`, at, request };
}

/** The answer of §4. */
function sentToTerminal({ url }: InterpayHosts, { sessionId, at }: Delivery): Fields {
  const place = `${url}/${REMOVED}`;
  return {
    CODE: '0000',
    TEXT: 'SENT TO TERMINAL',
    SECUREID: sessionId ?? '',
    CANCELURL: place,
    HOST: url,
    USERFEE: '0.00',
    ...clock(at),
  };
}

function abortCalls(hosts: InterpayHosts, { abortedAt: at }: Delivery): Came[] {
  return at ? [{ ...cancelCall(hosts, after(at, CANCEL_MS)), purpose: 'abort', at }] : [];
}

function undoCall(hosts: InterpayHosts, { sentAt: at, delivery, ending }: Operation<'interpay'>): Came {
  if (!delivery) {
    const until = ending?.at ?? at;
    const lost = { httpStatus: null, response: null, failure: 'not sent: connect ECONNREFUSED' };
    return { ...cancelCall(hosts, until), ...lost, purpose: 'operation', at };
  }
  return { ...cancelCall(hosts, delivery.at), purpose: 'operation', at };
}

function cancelCall({ url }: InterpayHosts, until: Date): Omit<Came, 'purpose' | 'at'> {
  return {
    path: `${new URL(url).host}/api/TERMPAY/cancel/`,
    until,
    request: null,
    httpStatus: 200,
    response: { CODE: '0000', TEXT: 'REQUEST ACCEPTED', ...clock(until) },
    failure: null,
  };
}

/** Each result as it was called back, in our words (§6). */
function resultCalls({ overturned, ending, delivery, payment }: Operation<'interpay'>): Came[] {
  if (!delivery) return [];
  return [overturned, ending].flatMap((end): Came[] => {
    if (!end) return [];
    const isApproved = end.state === 'approved';
    const result = isApproved
      ? {
          kind: end.state,
          isProven: true,
          authCode: payment?.authCode ?? null,
          last4: payment?.card.last4 ?? null,
        }
      : { kind: end.state, code: end.code, text: end.text };
    return [
      {
        purpose: 'callback',
        path: `/api/callbacks/interpay/…/${isApproved ? 's' : 'f'}`,
        at: end.at,
        until: end.at,
        request: { method: 'POST', contentType: 'application/json', sessionId: delivery.sessionId, result },
        httpStatus: 200,
        response: 'OK',
        failure: null,
      },
    ];
  });
}

function amountOf({ amountMinor, till }: Operation): string {
  return toDecimal({ minor: amountMinor, currency: till.merchant.currency });
}

/** The gateway's own wall (§4). */
function clock(at: Date): Fields {
  const time = at.toLocaleTimeString('en-GB', { timeZone: 'America/Toronto' });
  return { DATE: dayIn(at, 'America/Toronto'), TIME: time };
}

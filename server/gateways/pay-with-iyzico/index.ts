import type { CalendarDay } from '#server/kernel/time.ts';
import type { ExactJson } from '../exact-json.ts';
import type { HostedGateway, HostedReturn } from '../hosted-gateway.ts';
import type { HttpTransport } from '../http.ts';
import type { ConnectionTestReply, RecordExchange } from '../terminal-gateway.ts';
import { type Call, type ClientDeps, createClient } from './client.ts';
import { signatureForm, toOperationReply } from './give-back.ts';
import { type Heard, hear } from './hear.ts';
import { readNotice, readReturn } from './notices.ts';
import { mayShow, toOpenPageReply } from './open-page.ts';
import { toQueryReply } from './read-back.ts';
import { readDay } from './read-day.ts';
import {
  dayFields,
  detailsFields,
  pageFields,
  retrieveFields,
  returnFields,
  unsendableOrder,
  unsendableReturn,
} from './requests.ts';
import { toRetrieveReply } from './retrieve.ts';
import { type PayWithIyzicoSettings, payWithIyzicoCapabilities } from './settings.ts';
import type { Keys } from './sign.ts';
import { dayAnswer, detailsAnswer, pageAnswer, paymentAnswer, returnAnswer } from './wire.ts';

/** One merchant's account with Pay with iyzico. */
export type PayWithIyzicoAccount = PayWithIyzicoSettings & {
  baseUrl: string;
  credentials: Keys;
  deadlines: { openMs: number; readMs: number; returnMs: number };
};

/** A payment that nobody has: asking for it proves the keys and changes nothing. */
const NO_PAYMENT = '1';

/** Pay with iyzico behind the port of hosted pages. */
export function createPayWithIyzicoGateway(
  account: PayWithIyzicoAccount,
  deps: Omit<ClientDeps, 'http'> & { http: HttpTransport },
): HostedGateway {
  const { secretKey } = account.credentials;
  const { openMs, readMs, returnMs } = account.deadlines;
  const client = createClient({ baseUrl: account.baseUrl, keys: account.credentials }, deps);
  const read = (endpoint: Call['endpoint'], fields: object, record: RecordExchange, more?: Partial<Call>) =>
    client({ endpoint, purpose: 'query', fields, deadlineMs: readMs, ...more }, record);

  return {
    capabilities: payWithIyzicoCapabilities(account),
    async openPage(order, record) {
      const fault = unsendableOrder(account, order);
      // Our own mistake, caught before anything was sent.
      if (fault) return { kind: 'refused', reason: 'invalid_request', code: fault, text: null };
      const fields = pageFields(account, order);
      const call: Call = { endpoint: 'openPage', purpose: 'operation', fields, deadlineMs: openMs };
      const answer = await client(call, record);
      const shows = (url: string) => mayShow(deps.http, url);
      return toOpenPageReply(hear(answer, pageAnswer), order, { secretKey, mayShow: shows });
    },
    async retrieve(order, token, record) {
      const answer = await read('retrieve', retrieveFields(order, token), record);
      return toRetrieveReply(hear(answer, paymentAnswer), order, { token, secretKey });
    },
    async giveBack(wish, record) {
      const fault = unsendableReturn(wish);
      if (fault)
        return { kind: 'refused', reason: 'invalid_request', code: fault, text: null, confirm: false };
      const remark = (json: ExactJson | undefined) => remarkOn(json, wish, secretKey);
      const fields = returnFields(wish);
      const endpoint = endpointOf(wish);
      const call: Call = { endpoint, purpose: 'operation', fields, deadlineMs: returnMs, remark };
      return toOperationReply(hear(await client(call, record), returnAnswer), wish, secretKey);
    },
    async readBack(wish, record) {
      const answer = await read('details', detailsFields(wish), record);
      return toQueryReply(hear(answer, detailsAnswer), wish);
    },
    readDay(day, record) {
      const more = { purpose: 'bank_totals', mayWaitMs: 60_000 } as const;
      const readPage = async (of: CalendarDay, page: number) =>
        hear(await read('day', dayFields(of, page), record, more), dayAnswer);
      return readDay(day, readPage);
    },
    readReturn,
    readNotice: (notice) => readNotice(notice, { secretKey, isSigned: account.signsNotices }),
    async testConnection(record) {
      const fields = { locale: 'tr', conversationId: 'connection-test', paymentId: NO_PAYMENT };
      const answer = await read('payment', fields, record, { purpose: 'sign_in' });
      const isClosed = answer.kind === 'answered' && (answer.httpStatus === 401 || answer.httpStatus === 403);
      return isClosed ? REFUSED : toTestReply(hear(answer, paymentAnswer));
    },
  };
}

function endpointOf(wish: HostedReturn): Call['endpoint'] {
  if (wish.kind === 'cancel') return 'cancel';
  return wish.providerItemId === null ? 'refund' : 'refundItem';
}

/** In place of the signature of a refund, which is not kept, what it was worth. */
function remarkOn(
  json: ExactJson | undefined,
  wish: HostedReturn,
  secretKey: string,
): Record<string, string> {
  const answer = returnAnswer.safeParse(json).data;
  if (!answer?.signature) return {};
  return { signature: `[${signatureForm(answer, wish, secretKey) ?? 'not valid'}]` };
}

const REFUSED: ConnectionTestReply = { kind: 'refused', reason: 'credentials' };

/** Any answer to the question but «I do not know you» shows that the keys are known. */
function toTestReply(heard: Heard<unknown>): ConnectionTestReply {
  switch (heard.kind) {
    case 'success':
      return { kind: 'ok', expiresAt: null };
    case 'failure': {
      const { verdict } = heard;
      if (verdict.kind === 'turned_away') return REFUSED;
      return verdict.kind === 'refused'
        ? { kind: 'ok', expiresAt: null }
        : { kind: 'no_answer', cause: 'silent' };
    }
    case 'not_sent':
      return { kind: 'no_answer', cause: 'unreachable' };
    case 'open':
      return { kind: 'no_answer', cause: 'silent' };
  }
}

import { json, type Reply } from '../shared/replies.ts';
import { failure507 } from './answers-507.ts';
import type { Call, Gateway } from './gateway.ts';
import * as gmu507 from './gmu-507.ts';
import type { LoginRequest } from './login.ts';
import * as partial507 from './partial-507.ts';
import { invalidRequest, Refusal, refusal } from './refusals.ts';
import { withNoise } from './replies.ts';
import { type LoggedRequest, withoutSecrets } from './request-log.ts';
import type { FiscalModel } from './settings.ts';
import * as terminal509 from './terminal-509.ts';

/** One request as it came in. */
export type ProviderRequest = {
  method: string;
  path: string;
  contentType: string;
  authorization: string | undefined;
  text: string;
};

type Service = {
  model: FiscalModel;
  answer: (call: Call) => Reply | Promise<Reply>;
  /** The status of a failure; only the 509 void has its own. */
  failureStatus?: number;
};

const gmu = '/v2/terminal-host/gmu';
const terminal = '/v2/terminal-host';

const services: Readonly<Record<string, Service>> = {
  [`${gmu}/payment`]: { model: '507', answer: gmu507.sale },
  [`${gmu}/payment/query-transaction-status`]: { model: '507', answer: gmu507.query },
  [`${gmu}/payment/void`]: { model: '507', answer: gmu507.voidPayment },
  [`${gmu}/payment/refundable-sale-info`]: { model: '507', answer: gmu507.refundableSaleInfo },
  [`${gmu}/payment/refund`]: { model: '507', answer: gmu507.refund },
  [`${gmu}/partial-payment/start`]: { model: '507', answer: partial507.start },
  [`${gmu}/partial-payment/add-payment`]: { model: '507', answer: partial507.addPayment },
  [`${gmu}/partial-payment/complete`]: { model: '507', answer: partial507.complete },
  [`${gmu}/eod`]: { model: '507', answer: gmu507.endOfDay },
  [`${terminal}/payment`]: { model: '509', answer: terminal509.payment },
  [`${terminal}/payment/query-transaction-status`]: { model: '509', answer: terminal509.query },
  [`${terminal}/payment/void`]: { model: '509', answer: terminal509.voidPayment, failureStatus: 422 },
  [`${terminal}/payment/refund`]: { model: '509', answer: terminal509.refund },
  [`${terminal}/eod`]: { model: '509', answer: terminal509.endOfDay },
};

const logins: Readonly<Record<string, 'authorize' | 'token' | 'refresh'>> = {
  '/in-store/oauth2/authorize': 'authorize',
  '/in-store/oauth2/token': 'token',
  '/in-store/oauth2/token/refresh': 'refresh',
};

/** Answers as the provider; writes into the log line what was asked and what was wrong with it. */
export async function answerAsProvider(
  gateway: Gateway,
  request: ProviderRequest,
  logged: LoggedRequest,
): Promise<Reply> {
  const login = Object.hasOwn(logins, request.path) ? logins[request.path] : undefined;
  if (login) return answerLogin(gateway, login, request, logged);
  const service = Object.hasOwn(services, request.path) ? services[request.path] : undefined;
  if (!service) return json({ status: 'failure', errorCode: '404', errorMessage: 'Not found' }, 404);
  if (request.method !== 'POST') {
    return json({ status: 'failure', errorCode: '405', errorMessage: 'Only POST' }, 405);
  }
  return answerService(gateway, service, request, logged);
}

function answerLogin(
  gateway: Gateway,
  step: 'authorize' | 'token' | 'refresh',
  request: ProviderRequest,
  logged: LoggedRequest,
): Reply {
  if (request.method !== 'POST') return json({ error: 'only POST' }, 405);
  const fields = [...new URLSearchParams(request.text)];
  const form = new Map(fields);
  logged.body = withoutSecrets(Object.fromEntries(form));
  logged.clientId = form.get('client_id') ?? null;
  const fault = gateway.faults.take(request.path);
  if (fault) return fault;
  const isForm = request.contentType.startsWith('application/x-www-form-urlencoded');
  const isRepeated = fields.length !== form.size;
  const parts: LoginRequest = {
    form: isForm && !isRepeated ? form : new Map(),
    authorization: request.authorization,
  };
  const reply = gateway.login[step](parts);
  if (reply.kind === 'json' && reply.status !== 200) logged.problems = [JSON.stringify(reply.body)];
  return reply;
}

async function answerService(
  gateway: Gateway,
  service: Service,
  request: ProviderRequest,
  logged: LoggedRequest,
): Promise<Reply> {
  const body = parseJson(request);
  const fields = asFields(body);
  logged.body = body ?? request.text;
  logged.deviceUniqueId = asText(fields.deviceUniqueId);
  logged.transactionReferenceId = asText(fields.transactionReferenceId);
  const fault = gateway.faults.take(request.path);
  if (fault) return fault;
  try {
    const client = gateway.login.bearer(request.authorization);
    logged.clientId = client.clientId;
    if (client.model !== service.model) {
      throw refusal('380102', {
        tr: `Üye işyeri VUK ${service.model} servisini kullanamaz`,
        en: `This merchant may not use the VUK ${service.model} services`,
      });
    }
    if (body === undefined) throw invalidRequest(['body: JSON with content-type application/json']);
    const reply = await service.answer({ gateway, client, body });
    const isNoisy = gateway.settings.noise && reply.kind === 'json';
    return isNoisy ? { ...reply, body: withNoise(reply.body) } : reply;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    logged.problems = error.problems;
    const failure = service.model === '507' ? failure507 : terminal509.failure509;
    return json(failure(gateway, error.facts, fields), error.httpStatus ?? service.failureStatus ?? 400);
  }
}

function parseJson(request: ProviderRequest): unknown {
  if (!request.contentType.startsWith('application/json')) return undefined;
  try {
    return JSON.parse(request.text);
  } catch {
    return undefined;
  }
}

function asFields(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

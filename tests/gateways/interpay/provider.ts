import { json, type Reply } from '../shared/replies.ts';
import { type Code, type Refusal, refusal } from './codes.ts';
import type { FaultTarget, Gateway, HostName } from './gateway.ts';
import { lookUp } from './look-up.ts';
import { type Asked, type ProviderRequest, readRequest } from './requests.ts';
import { cancelSession } from './session.ts';
import type { GatewayAccount } from './settings.ts';
import { settleIfDue } from './settle.ts';
import { startSession } from './start-session.ts';
import { type FieldValue, printTagValue } from './tag-value.ts';
import { torontoTime } from './toronto.ts';
import { type LoggedRequest, withoutSecrets } from './traffic-log.ts';

/** One request of an account that showed its password. */
export type Call = {
  gateway: Gateway;
  account: GatewayAccount;
  fields: ReadonlyMap<string, string>;
  host: HostName;
};

/** What a request comes to: fields of the answer, a refusal, or a connection that is torn down. */
export type Answer = { fields: Readonly<Record<string, FieldValue>> } | Refusal | 'drop';

const paths: Readonly<Record<string, 'root' | 'cancel'>> = {
  '/': 'root',
  '/api': 'root',
  '/api/': 'root',
  '/api/TERMPAY/cancel': 'cancel',
  '/api/TERMPAY/cancel/': 'cancel',
};

/** Whether the path belongs to the provider's wire. */
export function isProviderPath(path: string): boolean {
  return Object.hasOwn(paths, path);
}

/**
 * Answers as the provider; writes into the log line what was asked, what was answered and what was wrong with it. Rejects
 * with an AbortError when the gateway closes meanwhile.
 */
export async function answerAsProvider(
  gateway: Gateway,
  request: ProviderRequest,
  logged: LoggedRequest,
): Promise<Reply> {
  const startedAt = gateway.now();
  settleIfDue(gateway);
  const asked = readRequest(request);
  note(logged, request, asked);
  const target = { call: callOf(request, asked), host: request.host } as const;
  logged.call = target.call ?? 'unknown';
  const isKnown = target.call !== null;
  const spoiled = isKnown ? gateway.faults.take({ ...target, call: target.call, when: 'before' }) : null;
  if (spoiled) return spoiled;
  const answer = await answerTo(gateway, request, asked);
  logged.durationMs = gateway.now() - startedAt;
  const reply = replyOf(gateway, request, asked, answer, logged);
  const isLost = isKnown ? gateway.faults.take({ ...target, call: target.call, when: 'after' }) : null;
  return isLost ?? reply;
}

function note(logged: LoggedRequest, request: ProviderRequest, asked: Asked): void {
  const { fields, problem } = asked;
  logged.body = problem === null ? withoutSecrets(fields) : null;
  logged.problem = problem;
  logged.termId = fields.get('TERMID') ?? null;
  logged.deviceId = fields.get('DEVICEID') ?? null;
  logged.requestId = fields.get('REQUESTID') ?? null;
  if (paths[request.path] === 'cancel') logged.secureId = secureIdOf(fields) ?? null;
}

function callOf(request: ProviderRequest, asked: Asked): FaultTarget['call'] | null {
  if (paths[request.path] === 'cancel') return 'cancel';
  if (asked.fields.get('TYPE') === 'Q') return 'look-up';
  return asked.fields.get('TYPE') === 'W' ? 'start' : null;
}

async function answerTo(gateway: Gateway, request: ProviderRequest, asked: Asked): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'POST') return refusal('1000', 'only GET and POST');
  if (paths[request.path] === 'cancel') return cancel(gateway, asked);
  const account = accountOf(gateway, asked);
  if ('code' in account) return account;
  const call: Call = { gateway, account, fields: asked.fields, host: request.host };
  if (asked.fields.get('TYPE') === 'Q') return lookUp(call);
  return startSession(call);
}

/** The first three checks of §12.1. */
function accountOf(gateway: Gateway, asked: Asked): GatewayAccount | Refusal {
  if (asked.problem !== null) return refusal('1000', asked.problem);
  const [first] = asked.fields.keys();
  if (first !== 'TERMID') return refusal('1000', 'TERMID is not the first field');
  const account = gateway.accounts.get(asked.fields.get('TERMID') ?? '');
  if (!account) return refusal('1001', 'no such TERMID');
  return asked.fields.get('PASS') === account.pass ? account : refusal('9128', 'wrong PASS');
}

/** §8.4: whoever knows the SECUREID may cancel; that the request was taken says nothing about the outcome. */
function cancel(gateway: Gateway, asked: Asked): Answer {
  const entry = gateway.ledger.find(secureIdOf(asked.fields) ?? '');
  if (!entry) return refusal('8506', 'no such SecureID');
  if (cancelSession(gateway, entry) === 'refused') {
    return entry.scenario === 'SIM-VOIDFAIL' && entry.state === 'approved'
      ? refusal('8508', 'as its scenario says', 'VOID NOT ALLOWED')
      : refusal('8508', `${entry.state}, batch ${entry.batch}`);
  }
  return { fields: { CODE: '0000', TEXT: 'REQUEST ACCEPTED', SECUREID: entry.secureId } };
}

function secureIdOf(fields: ReadonlyMap<string, string>): string | undefined {
  return [...fields].find(([name]) => name.toUpperCase() === 'SECUREID')?.[1];
}

/** Always HTTP 200, §2.11, in the format of the request, §2.8. */
function replyOf(
  gateway: Gateway,
  request: ProviderRequest,
  asked: Asked,
  answer: Answer,
  logged: LoggedRequest,
): Reply {
  if (answer === 'drop') return { kind: 'drop' };
  if ('code' in answer) logged.problem = answer.problem;
  const said: Readonly<Record<string, FieldValue>> =
    'code' in answer ? { CODE: answer.code satisfies Code, TEXT: answer.text } : answer.fields;
  logged.code = typeof said.CODE === 'string' ? said.CODE : null;
  if (typeof said.SECUREID === 'string') logged.secureId = said.SECUREID;
  const { date, time } = torontoTime(gateway.now());
  const body = { ...said, DATE: date, TIME: time, DUR: ((logged.durationMs ?? 0) / 1000).toFixed(3) };
  logged.response = body;
  const isWords = paths[request.path] === 'cancel' && gateway.settings.cancelAnswer === 'words';
  if (isWords) return text(String(said.TEXT));
  return asked.wantsJson && !gateway.settings.answersInTags ? json(body) : text(printTagValue(body));
}

function text(words: string): Reply {
  return { kind: 'text', status: 200, contentType: 'text/plain; charset=utf-8', text: words };
}

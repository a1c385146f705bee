import { parseDecimal } from '#server/kernel/money.ts';
import type { AbortReply } from '../callback.ts';
import { cleanText } from '../clean-text.ts';
import type { OperationReply, UnknownCause } from '../terminal-gateway.ts';
import { cancelUrlProblem } from './cancel-url.ts';
import type { Answer, Called } from './client.ts';
import { judgeRefusal } from './codes.ts';
import type { SessionOperation } from './requests.ts';
import { cancelAnswer, type SessionAnswer, sessionAnswer } from './wire.ts';
import { declineReason } from './words.ts';

const ACCEPTED = '0000';
/** §12.1, §8.2: there is nothing of that session that could still be undone. */
const NOT_UNDOABLE = ['8506', '8508'];

/** What came of handing an operation to its terminal (§5, F1 to F13). */
export function toOperationReply(
  { answer, isRepeat }: Called,
  operation: SessionOperation,
  allows: (url: string) => boolean,
): OperationReply {
  if (answer.kind === 'not_sent') return { kind: 'not_sent', reason: 'unreachable', detail: answer.detail };
  if (answer.kind === 'failed') return unknown(answer.cause);
  const { httpStatus } = answer;
  // F6: turned away at the door, before anything could reach a terminal.
  if (httpStatus === 401 || httpStatus === 403) {
    const refused = {
      kind: 'refused',
      reason: 'sign_in_failed',
      code: String(httpStatus),
      text: null,
    } as const;
    return { ...refused, confirm: isRepeat };
  }
  if (httpStatus >= 400) return unknown('provider_error');
  const parsed = sessionAnswer.safeParse(answer.record);
  if (!parsed.success || isForeign(parsed.data, operation)) return unknown('unreadable_answer');
  return judge(parsed.data, isRepeat, allows);
}

function judge(
  { CODE, TEXT, SECUREID, CANCELURL }: SessionAnswer,
  isRepeat: boolean,
  allows: (url: string) => boolean,
): OperationReply {
  const code = CODE ?? '';
  const text = shown(TEXT);
  if (code === ACCEPTED) {
    // F12: the callback can still bind by its own secret.
    if (SECUREID === null) return unknown('incomplete_answer', code, text);
    const isGood = CANCELURL !== null && cancelUrlProblem(CANCELURL, SECUREID, allows) === null;
    return { kind: 'delivered', session: { id: SECUREID, handle: isGood ? CANCELURL : null } };
  }
  // §2.16: the first host did take it, and nobody will repeat its answer.
  if (isRepeat && code === '9012') return unknown('incomplete_answer', code, text);
  const verdict = judgeRefusal(code);
  switch (verdict.kind) {
    case 'declined':
      return { kind: 'declined', reason: declineReason(TEXT), code, text };
    case 'refused':
      // The first host may have handed it to the terminal before this one refused it.
      return {
        kind: 'refused',
        reason: verdict.reason,
        code,
        text,
        confirm: verdict.confirm || isRepeat,
      };
    case 'unknown':
      return unknown(verdict.cause, code, text);
  }
}

/** What is worth saying of the answer beside what is kept of it: why its cancel address will never be called. */
export function remarkOn(allows: (url: string) => boolean) {
  return (record: object): Record<string, string> => {
    const { CANCELURL, SECUREID } = sessionAnswer.safeParse(record).data ?? {};
    if (!CANCELURL || !SECUREID) return {};
    const problem = cancelUrlProblem(CANCELURL, SECUREID, allows);
    return problem === null ? {} : { CANCELURL: `[never called: ${problem}] ${cleanText(CANCELURL)}` };
  };
}

/** What came of a call to the cancel address of an approved session: the whole of it is to be undone (§8.2). */
export function toVoidReply(answer: Answer): OperationReply {
  if (answer.kind === 'not_sent') return { kind: 'not_sent', reason: 'unreachable', detail: answer.detail };
  if (answer.kind === 'failed') return unknown(answer.cause);
  const said = readCancelled(answer);
  if (typeof said === 'string') return unknown(said);
  const { code, text } = said;
  // §8.5: heard is not done; the proof comes by itself.
  if (code === ACCEPTED) return { kind: 'delivered', session: null };
  return NOT_UNDOABLE.includes(code)
    ? { kind: 'refused', reason: 'state_forbids', code, text, confirm: false }
    : unknown('provider_error', code, text);
}

/** What came of a call to the cancel address of a running session (§8.5). */
export function toAbortReply(answer: Answer): AbortReply {
  if (answer.kind === 'not_sent') return { kind: 'not_sent', detail: answer.detail };
  if (answer.kind === 'failed') return { kind: 'unanswered', cause: answer.cause };
  const said = readCancelled(answer);
  if (typeof said === 'string') return { kind: 'unanswered', cause: said };
  const { code, text } = said;
  return code === ACCEPTED ? { kind: 'accepted', text } : { kind: 'refused', code, text };
}

function readCancelled(
  answer: Extract<Answer, { kind: 'answered' }>,
): { code: string; text: string | null } | UnknownCause {
  if (answer.httpStatus >= 400) return 'provider_error';
  const { CODE, TEXT } = cancelAnswer.safeParse(answer.record).data ?? {};
  return CODE ? { code: CODE, text: shown(TEXT ?? null) } : 'unreadable_answer';
}

/** An answer that repeats another request than ours is an answer to somebody else's (F11). */
function isForeign(
  { REQUESTID, DEVICEID, AMT }: SessionAnswer,
  { reference, providerDeviceId, amount }: SessionOperation,
): boolean {
  return (
    (REQUESTID !== null && REQUESTID !== reference) ||
    (DEVICEID !== null && DEVICEID !== providerDeviceId) ||
    (AMT !== null && parseDecimal(AMT, amount.currency)?.minor !== amount.minor)
  );
}

function shown(text: string | null): string | null {
  return text === null ? null : cleanText(text) || null;
}

function unknown(cause: UnknownCause, code: string | null = null, text: string | null = null) {
  return { kind: 'unknown_outcome', cause, code, text } as const;
}

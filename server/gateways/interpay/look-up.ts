import { parseDecimal } from '#server/kernel/money.ts';
import { cleanText } from '../clean-text.ts';
import type {
  ConnectionTestReply,
  Evidence,
  QueryReply,
  RecordExchange,
  TerminalOperation,
  UnknownCause,
} from '../terminal-gateway.ts';
import { cardOf, UNTOLD } from './card.ts';
import type { WireRecord } from './message.ts';
import { type LookUpDeps, toFound } from './records.ts';
import { lookUpRequest } from './requests.ts';
import { type LookUpRecord, lookUpRecord } from './wire.ts';
import { declineReason, fold, saysNo, saysUndone } from './words.ts';

/** No reference of ours begins with a zero. */
const NOBODYS_REFERENCE = '0000000000';

/**
 * What the vendor's records say of an operation (§10). Only a record with our number and our amount counts; that none is there
 * proves nothing (§10.9), and more than one approved is for a person (§10.10). A void is looked for in the record of its sale.
 */
export async function lookUp(
  operation: TerminalOperation,
  deps: LookUpDeps,
  record: RecordExchange,
): Promise<QueryReply> {
  const reference = operation.kind === 'void' ? operation.original.reference : operation.reference;
  const fields = lookUpRequest(deps.asker, reference);
  const { answer } = await deps.client.call(
    { purpose: 'query', fields, deadlineMs: deps.deadlineMs },
    record,
  );
  const found = toFound(answer, 'INV');
  if (found.kind === 'no_answer') return noAnswer(found.cause);
  if (found.kind === 'none') return { kind: 'no_record' };
  const ours = found.records.flatMap((each) => readOurs(each, operation, reference) ?? []);
  return judge(ours, operation);
}

/** Whether the credentials are good, seen by a look-up that can find nothing. */
export async function testConnection(
  { asker, client, deadlineMs }: LookUpDeps,
  record: RecordExchange,
): Promise<ConnectionTestReply> {
  const fields = lookUpRequest(asker, NOBODYS_REFERENCE);
  const { answer } = await client.call({ purpose: 'sign_in', fields, deadlineMs }, record);
  const found = toFound(answer, 'INV');
  if (found.kind !== 'no_answer') return { kind: 'ok', expiresAt: null };
  if (found.cause === 'sign_in_failed') return { kind: 'refused', reason: 'credentials' };
  return { kind: 'no_answer', cause: found.cause === 'unreachable' ? 'unreachable' : 'silent' };
}

/** A record that is ours by number and amount (§10.8), as far as it says also by kind and device; null for any other. */
function readOurs(found: WireRecord, operation: TerminalOperation, reference: string): LookUpRecord | null {
  const { data } = lookUpRecord.safeParse(found);
  if (data?.INV !== reference) return null;
  return parseDecimal(data.AMT, operation.amount.currency)?.minor === operation.amount.minor ? data : null;
}

function judge(ours: readonly LookUpRecord[], operation: TerminalOperation): QueryReply {
  const judged = ours.map((one) => ({ one, state: stateOf(one, operation) }));
  const of = (state: State) => judged.filter((each) => each.state === state).map(({ one }) => one);
  if (of('unclear').length > 0) return noAnswer('ambiguous_answer');
  const [undone, approved, refused] = [of('undone'), of('approved'), of('refused')];
  if (operation.kind === 'void') return judgeVoid(undone, operation);
  const [only, ...others] = approved;
  if (others.length > 0 || undone.length > 0) return noAnswer('ambiguous_answer');
  if (only) return { kind: 'approved', evidence: evidenceOf(only, operation) };
  const [no] = refused;
  if (!no) return { kind: 'no_record' };
  return {
    kind: 'declined',
    reason: declineReason(no.TEXT),
    code: no.CODE ?? '',
    text: no.TEXT === null ? null : cleanText(no.TEXT) || null,
  };
}

/** §9: whoever undid it, a sale that is undone is what the void was to bring about, and nobody can do it twice. */
function judgeVoid(undone: readonly LookUpRecord[], operation: TerminalOperation): QueryReply {
  const [only, ...others] = undone;
  if (!only) return { kind: 'no_record' };
  if (others.length > 0) return noAnswer('ambiguous_answer');
  return { kind: 'approved', evidence: evidenceOf(only, operation) };
}

type State = 'approved' | 'refused' | 'undone' | 'unclear';

/** What a record says became of it; `unclear` where two of its words disagree, or it is about another kind or device. */
function stateOf(one: LookUpRecord, { kind, providerDeviceId }: TerminalOperation): State {
  const words = fold(one.TEXT ?? '');
  const isRefund = /^(?:Y|YES|TRUE|1)$/i.test(one.REFUND ?? '');
  if (one.REFUND !== null && isRefund !== (kind === 'refund')) return 'unclear';
  if (one.DEVICEID !== null && one.DEVICEID !== providerDeviceId) return 'unclear';
  if (saysUndone(words)) return 'undone';
  const said = [
    ...(one.APPR === null ? [] : [one.APPR.toUpperCase() === 'Y']),
    ...(one.CODE === null ? [] : [/^0{1,4}$/.test(one.CODE)]),
  ];
  if (said.length === 0 || said.some((each) => each !== said[0])) return 'unclear';
  if (!said[0]) return 'refused';
  return saysNo(words) ? 'unclear' : 'approved';
}

function evidenceOf(one: LookUpRecord, { reference, providerDeviceId, amount }: TerminalOperation): Evidence {
  return {
    ...UNTOLD,
    ...cardOf(one),
    // Bound by what was compared: our number, drawn for this attempt alone, under our account, and the amount.
    reference,
    providerDeviceId,
    amountMinor: amount.minor,
    currency: amount.currency,
    providerPaymentId: one.REF ?? one.REFNUM ?? one.SECUREID ?? one.INV,
    authCode: one.AUTH,
    batchNumber: one.BATCH,
  };
}

function noAnswer(cause: UnknownCause | 'unreachable' | 'sign_in_failed'): QueryReply {
  return { kind: 'no_answer', cause, retryAfterMs: null };
}

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
 * What the vendor's records say of an operation (§10). Only a record with our number counts, and over another amount only as an
 * approval, which proves nothing but must be known (§10.8); that none is there proves nothing (§10.9), and more than one
 * approved is for a person (§10.10). A void is looked for in the record of its sale.
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
  return operation.kind === 'void' ? judgeVoid(ours, operation) : judge(ours, operation);
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

/** A record of our number, and the minor units it is over; null where those cannot be read. */
type Ours = { one: LookUpRecord; amountMinor: number | null };

function readOurs(found: WireRecord, { amount }: TerminalOperation, reference: string): Ours | null {
  const { data } = lookUpRecord.safeParse(found);
  if (data?.INV !== reference) return null;
  return { one: data, amountMinor: parseDecimal(data.AMT, amount.currency)?.minor ?? null };
}

function judge(ours: readonly Ours[], operation: TerminalOperation): QueryReply {
  const judged = ours.map((each) => ({ ...each, state: stateOf(each, operation) }));
  const of = (state: State) => judged.filter((each) => each.state === state);
  const isExact = ({ amountMinor }: Ours) => amountMinor === operation.amount.minor;
  // Money that moved over another amount is told, whatever else is found: it books nothing here, and must be known.
  const misfit = of('approved').find((each) => !isExact(each));
  if (misfit) return { kind: 'approved', evidence: evidenceOf(misfit, operation) };
  const [only, ...others] = of('approved');
  if (of('unclear').length + of('undone').length + others.length > 0) return noAnswer('ambiguous_answer');
  if (only) return { kind: 'approved', evidence: evidenceOf(only, operation) };
  // Of another amount a refusal is no answer to what was asked for.
  const no = of('refused').find(isExact)?.one;
  if (!no) return { kind: 'no_record' };
  return {
    kind: 'declined',
    reason: declineReason(no.TEXT),
    code: no.CODE ?? '',
    text: no.TEXT === null ? null : cleanText(no.TEXT) || null,
  };
}

/** §9: whoever undid it, a sale that is undone is what the void was to bring about, and nobody can do it twice. */
function judgeVoid(ours: readonly Ours[], operation: TerminalOperation): QueryReply {
  const ofSale = ours.filter(({ amountMinor }) => amountMinor === operation.amount.minor);
  const of = (state: State) => ofSale.filter((each) => stateOf(each, operation) === state);
  const [only, ...others] = of('undone');
  if (of('unclear').length > 0 || others.length > 0) return noAnswer('ambiguous_answer');
  return only ? { kind: 'approved', evidence: evidenceOf(only, operation) } : { kind: 'no_record' };
}

type State = 'approved' | 'refused' | 'undone' | 'unclear';

/** What a record says became of it; `unclear` where its words disagree or leave the amount open, or it is about another kind or device. */
function stateOf({ one, amountMinor }: Ours, { kind, providerDeviceId }: TerminalOperation): State {
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
  return saysNo(words) || amountMinor === null ? 'unclear' : 'approved';
}

function evidenceOf(
  { one, amountMinor }: Ours,
  { reference, providerDeviceId, amount }: TerminalOperation,
): Evidence {
  return {
    ...UNTOLD,
    ...cardOf(one),
    // Bound by our number, which was drawn for this attempt alone, under our account; the amount is held against ours later.
    reference,
    providerDeviceId,
    amountMinor,
    currency: amount.currency,
    providerPaymentId: one.REF ?? one.REFNUM ?? one.SECUREID ?? one.INV,
    authCode: one.AUTH,
    batchNumber: one.BATCH,
  };
}

function noAnswer(cause: UnknownCause | 'unreachable' | 'sign_in_failed'): QueryReply {
  return { kind: 'no_answer', cause, retryAfterMs: null };
}

import { INTERPAY_PLANTS } from './interpay-plants.ts';
import { PAGE_PLANTS } from './page-plants.ts';

/** A bug planted in the product, in the simulation only: one line behaves otherwise. */
export type Plant = {
  name: string;
  /** Path of the source file. */
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
  /** The first history to live with it, where what it spoils is so rare that the first few hundred do not meet it. */
  from?: number;
};

const TRANSACTION = 'server/transactions/transaction.ts';
const MOVES = 'server/transactions/moves.ts';
const APPLY = 'server/transactions/apply-outcome.ts';
const RECOVER = 'server/jobs/recover.ts';
const PERFORM = 'server/gateways/iyzico/perform.ts';
const REFUSALS = 'server/gateways/iyzico/refusals.ts';
const MONEY_BACK = 'server/transactions/money-back.ts';
const CLOSE = 'server/end-of-day/close-batch.ts';

/** Each of these has to be caught by a rule (`--plant all`). */
export const PLANTS: readonly Plant[] = [
  {
    name: 'a money call is repeated when its answer is lost',
    file: PERFORM,
    find: "return reply.kind === 'refused' ? withDeviceConfirmed(",
    replace:
      "if (reply.kind === 'unknown_outcome') return toReply(await deps.service.callOnce(call, paymentAnswer, record), operation);\n  return reply.kind === 'refused' ? withDeviceConfirmed(",
  },
  {
    name: 'a money call is repeated when its token was rejected late',
    file: 'server/gateways/iyzico/service.ts',
    find: '&& answer.elapsedMs <= AT_ONCE_MS',
    replace: '&& answer.elapsedMs >= 0',
  },
  {
    name: 'a lost answer is taken for a failure',
    file: TRANSACTION,
    find: 'return unknown({ reason: reply.cause, code: reply.code, text: reply.text }, at, next);',
    replace: "return final('failed', { reason: reply.cause, code: reply.code, text: reply.text });",
  },
  {
    name: '«not found» is believed while the device may still be at it',
    file: TRANSACTION,
    find: '  if (at < windowEnds) {',
    replace: '  if (at < now.createdAt) {',
  },
  {
    name: '«not found» is believed when it was said once',
    file: TRANSACTION,
    find: '  if (!now.firstNotFoundAt) {',
    replace:
      "  if (!now.firstNotFoundAt) return { ...final('failed', { reason: 'not_found', code: null, text: null }), countsAsQuery: true };\n  if (!now.firstNotFoundAt) {",
  },
  {
    name: 'an answer about another reference is believed',
    file: MOVES,
    find: 'evidence.reference !== null && evidence.reference !== asked.reference',
    replace: 'evidence.reference !== null && asked.reference === null',
  },
  {
    name: 'an answer about another device is believed',
    file: MOVES,
    find: 'evidence.providerDeviceId !== null && evidence.providerDeviceId !== asked.providerDeviceId',
    replace: 'evidence.providerDeviceId !== null && asked.providerDeviceId === null',
  },
  {
    name: 'an answer over another amount is believed',
    file: MOVES,
    find: '(amount && !equals(amount, asked.amount)',
    replace: '(amount && amount.minor < 0',
  },
  {
    name: 'a payment that another sale is already is believed',
    file: APPLY,
    find: 'owners.some((owner) => owner.id !== row.id && owner.id !== row.originalId)',
    replace: 'owners.length > 99',
  },
  {
    name: 'a success without its id is believed',
    file: 'server/gateways/iyzico/translate.ts',
    find: "return isKnown ? null : 'incomplete_answer';",
    replace: 'return isKnown ? null : null;',
  },
  {
    name: 'a device that did not answer is taken for a refusal',
    file: REFUSALS,
    find: "['380103', { kind: 'unknown', cause: 'provider_timeout' }]",
    replace: "['380103', refused('device_busy', false)]",
  },
  {
    name: 'a refusal that a query has to agree with is believed at once',
    file: REFUSALS,
    find: "['380112', refused('amount_unavailable', true)]",
    replace: "['380112', refused('amount_unavailable', false)]",
  },
  {
    name: 'an operation is claimed twice',
    file: TRANSACTION,
    find: "if (now.state !== 'created' || at.getTime()",
    replace: "if (now.state === 'approved' || at.getTime()",
  },
  {
    name: 'an operation that was left lying is sent all the same',
    file: TRANSACTION,
    find: '>= UNSENT_EXPIRES_MS) return null;',
    replace: '>= 99 * UNSENT_EXPIRES_MS) return null;',
  },
  {
    name: 'the provider is called before the claim is committed',
    file: 'server/transactions/send-operation.ts',
    find: "    return state === 'sending' ? { ...loaded, gateway, page, secret } : null;",
    replace:
      "    if (state === 'sending') await gateway.perform(loaded.operation, () => {});\n    return state === 'sending' ? { ...loaded, gateway, page, secret } : null;",
  },
  {
    name: 'what a dead worker had on the wire is forgotten',
    file: RECOVER,
    find: '.filter((row) => !isInHands(row))',
    replace: '.filter((row) => row.state === null)',
  },
  {
    name: 'what nobody sent is forgotten',
    file: RECOVER,
    find: '...left.unsent.map(',
    replace: '...left.unsent.slice(left.unsent.length).map(',
  },
  {
    name: 'a question that lost its job is forgotten',
    file: RECOVER,
    find: '...left.overdue.map(',
    replace: '...left.overdue.slice(left.overdue.length).map(',
  },
  {
    name: 'the close of a dead worker is forgotten',
    file: RECOVER,
    find: "if (run.state === 'closing' && !isInHands(run)) {",
    replace: "if (run.state === 'blocked' && !isInHands(run)) {",
  },
  {
    name: 'a device is given back while its operation is still in the waiting window',
    file: RECOVER,
    find: 'new Date(now - ctx.patience.waitingWindowMs)',
    replace: 'new Date(now - 1)',
  },
  {
    name: 'a device that is taken is taken again',
    file: 'server/transactions/open-operation.ts',
    find: 'if (!heldBy) return holdDevice(tx, hold);',
    replace: 'if (!heldBy) return (await holdDevice(tx, hold)) || hold.deviceId.length > 0;',
  },
  {
    name: 'an unknown outcome has no next question',
    file: MOVES,
    find: '    unknownSince: since,\n    nextQueryAt,',
    replace: '    unknownSince: since,\n    nextQueryAt: null,',
  },
  {
    name: 'a form key is used for another wish',
    file: 'server/transactions/open-operation.ts',
    find: 'return existing.intentHash === ',
    replace: 'return existing.intentHash.length > 0 || existing.intentHash === ',
  },
  {
    name: 'a refund is not reserved on its sale',
    file: 'server/transactions/refund-plan.ts',
    find: 'const isReserved = await reserveRefund(',
    replace: 'const isReserved = reserveRefund.length > 0 || await reserveRefund(',
  },
  {
    name: 'a sale is voided though its batch is closed',
    file: MONEY_BACK,
    find: "!== 'open') return no('batch_closed');",
    replace: "=== null) return no('batch_closed');",
  },
  {
    name: 'a sale is voided on another day',
    file: MONEY_BACK,
    find: 'sale.providerDate !== today',
    replace: 'sale.providerDate === null',
  },
  {
    name: 'money goes back while the close of the batch is unknown',
    file: MONEY_BACK,
    find: "batchState === 'closing' || batchState === 'closing_unknown'",
    replace: "batchState === 'closing'",
  },
  {
    name: 'a late approval leaves its first end in the sums of the day',
    file: APPLY,
    find: '  if (isEnd(row.state)) {',
    replace: "  if (row.state === 'approved') {",
  },
  {
    name: 'a batch counts a member twice',
    file: 'server/batches/join-batch.ts',
    find: '    count: 1,',
    replace: '    count: 2,',
  },
  {
    name: 'the end of a refund leaves no audit entry',
    file: APPLY,
    find: '  await record(tx, merchantId, ctx.auditKey, {',
    replace: "  if (row.kind !== 'refund') await record(tx, merchantId, ctx.auditKey, {",
  },
  {
    name: 'a close is sent twice',
    file: CLOSE,
    find: "if (run?.state !== 'requested') return null;",
    replace: "if (!run || run.state === 'blocked') return null;",
  },
  {
    name: 'a close whose answer is lost leaves the batch open',
    file: CLOSE,
    find: "{ state: 'closing_unknown' });",
    replace: "{ state: 'open' });",
  },
  {
    name: 'a day is closed over an open question',
    file: 'server/end-of-day/request-end-of-day.ts',
    find: 'if (open.length > 0) {',
    replace: 'if (open.length > 99) {',
  },
  {
    name: 'the login is kept with its secrets',
    file: 'server/gateways/iyzico/client.ts',
    find: '          request: null,\n',
    replace: '          request: body,\n',
  },
  {
    name: 'cash is counted with the cards of a bank',
    file: 'server/batches/join-batch.ts',
    find: '    paymentType: operation.paymentType,',
    replace: "    paymentType: 'card',",
  },
  {
    name: 'the release of a hold is summed as money given back',
    file: 'db/schema/totals.ts',
    find: "originalKind === 'preauthorization' ? 'release' : kind",
    replace: "originalKind === 'void' ? 'release' : kind",
  },
  {
    name: 'a hold forgets that it is being captured',
    file: 'db/queries/follow-ups.ts',
    find: '.set({ captureId: capture.captureId })',
    replace: '.set({ captureId: null })',
  },
  {
    name: 'two payments of a split sale run at once',
    file: 'server/split-sales/add-payment.ts',
    find: '  if (await findOpenPart(tx, merchantId, split.id)) return',
    replace: '  if (wish.amount.minor < 0 && (await findOpenPart(tx, merchantId, split.id))) return',
  },
  {
    name: 'more is paid of a split sale than it is',
    file: 'server/split-sales/add-payment.ts',
    find: 'if (amount.minor > remaining.minor) return',
    replace: 'if (amount.minor > 99 * remaining.minor) return',
  },
  {
    name: 'a lost completion is taken for an open sale',
    file: 'server/split-sales/split-sale.ts',
    find: 'return unknown({ reason: reply.cause, code: reply.code, text: reply.text }, at, askAgainAt(at, at, 0));',
    replace: 'return backToOpen(of(reply.cause));',
  },
  {
    name: 'the step of a split sale that a dead worker had on the wire is forgotten',
    file: 'server/split-sales/recover-split-sale.ts',
    find: 'if (!isInHands) await',
    replace: 'if (isInHands) await',
  },
  {
    name: 'what a payment of a split sale came to is not written on it',
    file: 'server/transactions/settle-split.ts',
    find: "split.paidMinor + (state === 'approved' ? row.amountMinor : 0)",
    replace: "split.paidMinor + (state === 'declined' ? row.amountMinor : 0)",
  },
  {
    name: 'a person may do what their role does not',
    file: 'server/auth/authorise.ts',
    find: 'if (!may(member, permission)) {',
    replace: "if (!may(member, permission) && role === 'admin') {",
  },
  ...INTERPAY_PLANTS,
  ...PAGE_PLANTS,
];

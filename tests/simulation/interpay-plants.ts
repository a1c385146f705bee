import type { Plant } from './plants.ts';

const TRANSACTION = 'server/transactions/transaction.ts';
const CALLBACK_RULE = 'server/transactions/callback-rule.ts';
const RECOVER_CALLBACKS = 'server/callbacks/recover-callbacks.ts';

/** Bugs about results that are called back. */
export const INTERPAY_PLANTS: readonly Plant[] = [
  {
    name: 'a callback is applied twice',
    file: CALLBACK_RULE,
    find: "if (now.state === 'approved') return confirmByHand(now, result.evidence);",
    replace: "if (now.state === 'approved' && now.isByHand) return confirmByHand(now, result.evidence);",
  },
  {
    name: 'a result over another amount is believed',
    file: CALLBACK_RULE,
    find: '  return amountMinor !== now.amount.minor;',
    replace: '  return amountMinor < 0;',
  },
  {
    name: 'a result with another reference is believed',
    file: CALLBACK_RULE,
    find: 'said.reference === now.reference ? []',
    replace: "said.reference !== '' ? []",
  },
  {
    name: 'a result of another session is believed',
    file: CALLBACK_RULE,
    find: 'now.sessionId !== null && said.sessionId !== now.sessionId;',
    replace: "now.sessionId !== null && said.sessionId === '';",
  },
  {
    name: 'whether a result says that it is a refund does not matter',
    file: CALLBACK_RULE,
    find: "said.isRefund === (now.kind === 'refund') ? []",
    replace: 'said.isRefund !== null ? []',
  },
  {
    name: 'what a look-up finds over another amount is not said',
    file: 'server/gateways/interpay/look-up.ts',
    find: "if (misfit) return { kind: 'approved', evidence: evidenceOf(misfit, operation) };",
    replace: "if (misfit) return { kind: 'no_record' };",
    from: 4_500,
  },
  {
    name: 'what was reported as charged may be called not charged',
    file: 'server/transactions/decision-rule.ts',
    find: "return kind !== 'void' && flags.includes('amount_differs');",
    replace: "return kind === 'void' && flags.includes('amount_differs');",
  },
  {
    name: 'a «no» ends what was reported as approved before',
    file: CALLBACK_RULE,
    find: "if (isReported(now)) return contradiction(['answer']);",
    replace: "if (isReported(now) && result.code === '') return contradiction(['answer']);",
    from: 800,
  },
  {
    name: 'a refund is sent without its flag',
    file: 'server/gateways/interpay/requests.ts',
    find: "...(operation.kind === 'refund' && { REFUND: 'Y' }),",
    replace: "...(operation.amount.minor < 0 && { REFUND: 'Y' }),",
  },
  {
    name: 'a void is read as an approval because its code is 0000',
    file: 'server/gateways/interpay/callback.ts',
    find: "if (saysUndone(words)) return { kind: 'voided', code, text };\n  if (code === APPROVED) {\n    return saysNo(words) ?",
    replace:
      "if (saysUndone(words) && code !== APPROVED) return { kind: 'voided', code, text };\n  if (code === APPROVED) {\n    return saysNo(words) && !saysUndone(words) ?",
  },
  {
    name: 'an approval that comes after a no is dropped',
    file: CALLBACK_RULE,
    find: "  if (now.state === 'created') return null;\n  if (now.state === 'approved') return confirm",
    replace:
      "  if (now.state === 'created' || now.state === 'declined') return null;\n  if (now.state === 'approved') return confirm",
  },
  {
    name: '«delivered» is taken for approved',
    file: TRANSACTION,
    find: "    state: 'awaiting',\n    ...known,",
    replace: "    state: 'approved',\n    ...known,",
  },
  {
    name: 'a session whose answer is lost is started again',
    file: 'server/gateways/interpay/client.ts',
    find: "  if (answer.kind === 'not_sent') return true;",
    replace: "  if (answer.kind === 'not_sent' || answer.kind === 'failed') return true;",
  },
  {
    name: 'a request to stop that was heard is taken for its success',
    file: 'server/transactions/abort-operation.ts',
    find: 'if (row && isSame && isWaiting && row.abortState !== step.state) await noteAbort(ctx, tx, row, step);',
    replace: `if (row && isSame && isWaiting && row.abortState !== step.state) {
    await noteAbort(ctx, tx, row, step);
    const target = await (await import('#db/queries/devices.ts')).findDevice(tx, merchantId, row.deviceId);
    const terminal = (await import('./situation.ts')).toTerminal(target as never);
    const said = { result: { kind: 'cancelled', code: '', text: null, mentionsVoid: false }, reference: row.reference, sessionId: row.sessionId, isRefund: row.kind === 'refund', amountMinor: null };
    await (await import('./apply-outcome.ts')).applyOutcome(ctx, tx, id, terminal, { kind: 'called_back', said } as never);
  }`,
  },
  {
    name: 'silence is taken for a no',
    file: TRANSACTION,
    find: "return unknown({ reason: 'no_callback', code: null, text: null }, at, now.canQuery ? at : null);",
    replace: "return final('failed', { reason: 'no_callback', code: null, text: null });",
  },
  {
    name: 'a callback that lost its job is forgotten',
    file: RECOVER_CALLBACKS,
    find: '...open.filter((row) => isLeft(row, at))',
    replace: '...open.filter((row) => isLeft(row, at) && at.getTime() < 0)',
  },
  {
    name: 'a callback that was set aside is forgotten',
    file: RECOVER_CALLBACKS,
    find: '...names.map((name)',
    replace: '...names.slice(names.length).map((name)',
  },
  {
    name: 'a callback that could not be stored is answered as if it were',
    file: 'server/callbacks/receive-callback.ts',
    find: '    if (known) await setAside(receiver, arrival);\n    return say(503);',
    replace: '    return say(200);',
  },
  {
    name: 'an address that opens nothing is answered like a good one',
    file: 'server/callbacks/receive-callback.ts',
    find: "if (fate === 'unknown') return refuseUnknown(",
    replace: "if (fate === ('' as never)) return refuseUnknown(",
  },
];

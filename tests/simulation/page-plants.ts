import type { Plant } from './plants.ts';

const PAGE_RULE = 'server/transactions/page-rule.ts';
const RECEIVE_HINT = 'server/callbacks/receive-hint.ts';
const at = (file: string) => `server/gateways/pay-with-iyzico/${file}`;

/** Bugs about payments on pages. */
export const PAGE_PLANTS: readonly Plant[] = [
  {
    name: 'an answer about a page needs no signature',
    file: at('retrieve.ts'),
    find: '...(isSigned(heard, asked.secretKey) ?',
    replace: '...(isSigned(heard, asked.secretKey) || isPaid ?',
  },
  {
    name: 'a payment that is looked into counts as paid',
    file: at('retrieve.ts'),
    find: "return { kind: 'in_review', ...said };",
    replace: "return { kind: 'paid', ...said };",
  },
  {
    name: 'a payment that was turned down for fraud counts as paid',
    file: at('retrieve.ts'),
    find: "return { kind: 'rejected', code: '-1', text: textOf(answer) };",
    replace: "return { kind: 'paid', ...said };",
  },
  {
    name: 'what instalments cost on top is not booked',
    file: at('settlement.ts'),
    find: 'paidMinor: roundedMinor([answer.paidPrice], currency),\n    installmentCount',
    replace: 'paidMinor: roundedMinor([answer.price], currency),\n    installmentCount',
  },
  {
    name: 'a link is renewed while it can be paid',
    file: 'server/payment-links/renew-rule.ts',
    find: "return expiresAt === null || at < expiresAt ? 'still_open' : null;",
    replace: "return expiresAt === null ? 'still_open' : null;",
  },
  {
    name: 'a link whose payment is looked into is renewed',
    file: 'server/payment-links/renew-rule.ts',
    find: "if (outcomeReason === IN_REVIEW) return 'in_review';",
    replace: '',
  },
  {
    name: 'that a payer came back is taken for a payment',
    file: PAGE_RULE,
    find: "return { state: null, nextQueryAt: at, timeline: { kind: 'called_back', result: 'hint' } };",
    replace:
      "return { state: 'approved', outcome: null, nextQueryAt: null, timeline: { kind: 'settled', state: 'approved', reason: null, code: null } };",
  },
  {
    name: 'a page is given up as soon as nobody can begin to pay',
    file: PAGE_RULE,
    find: 'const isOver = at >= life.watchedUntil && page.inReviewSince === null;',
    replace: 'const isOver = at >= life.expiresAt && page.inReviewSince === null;',
  },
  {
    name: 'nobody asks how a look into fraud ended',
    file: PAGE_RULE,
    find: 'return askAgainAt(page.inReviewSince, at, Number.POSITIVE_INFINITY);',
    replace: 'return null;',
  },
  {
    name: 'a payment of a page that was given up is dropped',
    file: PAGE_RULE,
    find: '  const evidence = onTill(now, reply.evidence);\n  const fields = misfits',
    replace:
      '  if (isFinal(now.state)) return goOn(asked);\n  const evidence = onTill(now, reply.evidence);\n  const fields = misfits',
  },
  {
    name: 'who paid a link that was renewed is not marked',
    file: PAGE_RULE,
    find: '...(isFinal(now.state) || page.isRenewed ? { addFlags',
    replace: '...(isFinal(now.state) ? { addFlags',
  },
  {
    name: 'nobody takes up the questions about a page that lost their job',
    file: 'db/queries/recovery.ts',
    find: "and(inArray(transactions.state, ['unknown', 'awaiting']), isOverdue),",
    replace: "and(inArray(transactions.state, ['unknown']), isOverdue),",
  },
  {
    name: 'a page is asked for again when the answer is lost',
    file: at('index.ts'),
    find: 'const answer = await client(call, record);\n      const shows',
    replace:
      "let answer = await client(call, record);\n      if (answer.kind === 'failed') answer = await client(call, record);\n      const shows",
  },
  {
    name: 'a return is put again when its answer is lost',
    file: at('index.ts'),
    find: 'return toOperationReply(hear(await client(call, record), returnAnswer), wish, secretKey);',
    replace:
      "let answer = await client(call, record);\n      if (answer.kind === 'failed') answer = await client(call, record);\n      return toOperationReply(hear(answer, returnAnswer), wish, secretKey);",
  },
  {
    name: 'a doubtful no to a return is believed without a look',
    file: at('give-back.ts'),
    find: "return { kind: 'refused', reason: verdict.reason, code, text, confirm: verdict.confirm };",
    replace: "return { kind: 'refused', reason: verdict.reason, code, text, confirm: false };",
  },
  {
    name: 'the refund of another amount needs no signature',
    file: at('give-back.ts'),
    find: "return wish.kind === 'cancel' || signatureForm(answer, wish, secretKey) !== null",
    replace: "return wish.kind === 'cancel' || signatureForm(answer, wish, secretKey) !== undefined",
  },
  {
    name: 'the cancellation of another payment is believed',
    file: at('give-back.ts'),
    find: 'paymentId !== null && paymentId !== wish.payment.providerPaymentId',
    replace: "paymentId === '' && paymentId !== wish.payment.providerPaymentId",
  },
  {
    name: 'what went back by another refund is taken for this one',
    file: at('read-back.ts'),
    find: 'const ours = entries.filter(({ reference }) => reference === wish.reference);',
    replace: "const ours = entries.filter(({ reference }) => reference !== '');",
  },
  {
    name: 'a notice needs no signature',
    file: at('notices.ts'),
    find: 'return isProven || isUnsigned ?',
    replace: 'return isProven || said.token !== null ?',
  },
  {
    name: 'who comes back needs nothing but the address',
    file: RECEIVE_HINT,
    find: "if (hint?.kind !== 'page' || hashSecret(hint.token) !== sale?.sessionId) return false;",
    replace: "if (hint?.kind !== 'page' || !sale) return false;",
  },
  {
    name: 'a notice that could not be stored is answered as if it were',
    file: RECEIVE_HINT,
    find: 'return say(503);',
    replace: 'return say(200);',
  },
  {
    name: 'what opens a page is kept in the record of a call',
    file: at('client.ts'),
    find: 'const kept = redact(answer.json, [...secrets, ...tokensIn(call.fields), ...tokensIn(answer.json)]);',
    replace: 'const kept = answer.json;',
  },
];

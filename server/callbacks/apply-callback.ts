import { afterCommit, isUnreachable, type Tx } from '#db/client.ts';
import {
  type CallbackRow,
  findCallback,
  isOpenCallback,
  lockOpenCallback,
  updateCallback,
} from '#db/queries/inbox.ts';
import { insertTerminalSlips } from '#db/queries/terminal-slips.ts';
import { appendEvent } from '#db/queries/transactions.ts';
import type { InboxState } from '#db/schema/inbox.ts';
import { SLIP_COPIES } from '#db/schema/receipts.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { type CallbackId, isId, type TransactionId } from '#server/kernel/ids.ts';
import { step } from '#server/telemetry/trail.ts';
import { recordExchanges } from '#server/terminals/record-exchanges.ts';
import { applyCalled, type CalledFate } from '#server/transactions/apply-called.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { exchangeOf } from './callback-exchange.ts';
import { findSource, type ReadCallback, readCallback, type Subject } from './read-callback.ts';
import { type ReadSlips, readSlips, withFacts } from './read-slips.ts';

/** How a callback ended, and why, in a word of ours. */
type End = { state: Exclude<InboxState, 'received' | 'failed'>; reason: string };

/**
 * Has a stored callback change what it is about, in one transaction with the end of its own row: each effect once, whatever
 * fails in between (K8, K9). One that is settled already does nothing. What could not be applied is marked so, tried again by
 * recovery, and throws.
 */
export async function applyCallback(ctx: SystemContext, id: CallbackId): Promise<void> {
  const merchantId = ctx.merchant.id;
  const found = await ctx.inTransaction(async (tx) => {
    const row = await findCallback(tx, merchantId, id);
    return row && isOpenCallback(row) ? { row, source: await findSource(tx, row) } : null;
  });
  if (!found) return;
  const { row, source } = found;
  try {
    const read = await readCallback(ctx, row, source);
    await step('apply', { name: 'callback' }, () => ctx.inTransaction((tx) => settle(ctx, tx, row, read)));
  } catch (error) {
    if (!isUnreachable(error)) await ctx.inTransaction((tx) => markFailed(ctx, tx, id));
    throw error;
  }
}

async function settle(ctx: SystemContext, tx: Tx, row: CallbackRow, read: ReadCallback): Promise<void> {
  const { merchantId, id, sourceId } = row;
  if (!(await lockOpenCallback(tx, merchantId, id))) return;
  const { subject } = read;
  const { end, movedId } = subject
    ? await applyTo(ctx, tx, subject, read, !isId('transaction', sourceId))
    : { end: endWithoutSubject(read), movedId: null };
  if (!end) return;
  const settledAt = ctx.clock.now();
  await updateCallback(tx, merchantId, id, {
    ...end,
    settledAt,
    ...(subject ? { transactionId: subject.row.id } : {}),
  });
  const moved = subject && { transactionId: subject.row.id, reference: subject.row.reference };
  const { receivedAt } = row;
  afterCommit(tx, () =>
    ctx.log.info({ merchantId, callbackId: id, receivedAt, ...moved, ...end }, 'Callback settled'),
  );
  if (end.state === 'mismatched' || end.state === 'unreadable') {
    const transactionId = subject?.row.id ?? null;
    ctx.log.warn(
      { merchantId, callbackId: id, transactionId, ...moved, ...end },
      'A callback was not applied',
    );
    await record(tx, merchantId, ctx.auditKey, {
      at: settledAt,
      actor: ctx.actor,
      action: `callback.${end.state}`,
      objectId: id,
      result: 'refused',
      data: { reason: end.reason, transactionId },
    });
  }
  if (!subject) return;
  const { deviceId } = subject.row;
  const hasDeviceAnswered = end.state === 'applied' && read.reading.kind === 'outcome' ? true : null;
  for (const operationId of new Set([subject.row.id, movedId ?? subject.row.id])) {
    const said = { ...exchangeOf(row, read), id: ctx.ids.next('exchange') };
    await recordExchanges(ctx, tx, { id: operationId, deviceId }, [said], hasDeviceAnswered);
  }
}

/** No end: it is too early to say, and it is looked at again. */
type Applied = { end: End | null; movedId: TransactionId | null };

async function applyTo(
  ctx: SystemContext,
  tx: Tx,
  { row, terminal }: Subject,
  { reading, content }: ReadCallback,
  isFixedAddress: boolean,
): Promise<Applied> {
  switch (reading.kind) {
    case 'unreadable':
      return { end: unreadable(content), movedId: null };
    case 'hint': {
      const state = await applyOutcome(ctx, tx, row.id, terminal, { kind: 'hinted' });
      return { end: { state: state ? 'applied' : 'ignored', reason: 'hint' }, movedId: null };
    }
    case 'outcome': {
      const slips = readSlips(reading.outcome.slips);
      const said = withFacts(reading.outcome, slips.facts);
      const by = { isFixedAddress, facts: slips.facts };
      const fate = await applyCalled(ctx, tx, row, terminal, { said, by });
      await keepSlips(ctx, tx, fate, slips);
      if (fate.kind === 'moved') await noteMisdirection(ctx, tx, fate.id, said);
      return { end: endOf(fate), movedId: fate.kind === 'moved' ? fate.id : null };
    }
    default:
      return assertNever(reading);
  }
}

function endOf(fate: CalledFate): End | null {
  switch (fate.kind) {
    case 'moved':
      return { state: 'applied', reason: 'moved' };
    case 'nothing_new':
      return { state: 'ignored', reason: 'nothing_new' };
    case 'contradicted':
      return { state: 'mismatched', reason: fate.fields[0] ?? 'other' };
    case 'held':
      return { state: 'ignored', reason: 'held' };
    case 'too_early':
      return null;
    default:
      return assertNever(fate);
  }
}

function endWithoutSubject({ reading, content }: ReadCallback): End {
  switch (reading.kind) {
    case 'unreadable':
      return unreadable(content);
    case 'hint':
      return { state: 'ignored', reason: 'hint' };
    case 'outcome':
      return { state: 'mismatched', reason: 'reference' };
    default:
      return assertNever(reading);
  }
}

function unreadable({ isCut }: ReadCallback['content']): End {
  return { state: 'unreadable', reason: isCut ? 'too_large' : 'not_understood' };
}

/** The slips of what is approved, in the commit that says so. Those of a «no» would stand for a later approval too. */
async function keepSlips(ctx: SystemContext, tx: Tx, fate: CalledFate, slips: ReadSlips): Promise<void> {
  const transactionId = 'slipsOf' in fate ? fate.slipsOf : null;
  if (!transactionId) return;
  const receivedAt = ctx.clock.now();
  const rows = SLIP_COPIES.flatMap((copy) => {
    const slip = slips[copy];
    if (!slip) return [];
    const { content, version: parserVersion } = slip;
    return [{ merchantId: ctx.merchant.id, transactionId, copy, content, parserVersion, receivedAt }];
  });
  await insertTerminalSlips(tx, rows);
}

/** C6: the address proves nothing; that it disagreed with the data is told. */
async function noteMisdirection(
  ctx: SystemContext,
  tx: Tx,
  id: TransactionId,
  { isMisdirected }: CalledOutcome,
): Promise<void> {
  if (!isMisdirected) return;
  const data = { kind: 'called_back', result: 'misdirected' } as const;
  await appendEvent(tx, ctx.merchant.id, id, { at: ctx.clock.now(), data, actorId: null });
}

async function markFailed(ctx: SystemContext, tx: Tx, id: CallbackId): Promise<void> {
  if (!(await lockOpenCallback(tx, ctx.merchant.id, id))) return;
  const end = { state: 'failed', reason: 'error', settledAt: ctx.clock.now() } as const;
  await updateCallback(tx, ctx.merchant.id, id, end);
}

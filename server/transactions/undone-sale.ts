import type { Tx } from '#db/client.ts';
import { listFollowUps } from '#db/queries/follow-ups.ts';
import {
  appendEvent,
  findTransaction,
  insertTransaction,
  type TransactionRow,
} from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { Evidence, OperationReply } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { businessDate } from '#server/kernel/time.ts';
import { applyEvent } from './apply-outcome.ts';
import type { Terminal } from './situation.ts';

/** What a slip can tell of a void. */
export type VoidFacts = Pick<Evidence, 'batchNumber' | 'rrn' | 'stan' | 'entryMode'>;

/** With these a void never left us: whoever undid the sale, it was not that one. */
const NEVER_SENT: ReadonlySet<string> = new Set<
  Extract<OperationReply, { kind: 'not_sent' }>['reason'] | 'not_sent_in_time'
>(['unreachable', 'sign_in_failed', 'not_sent_in_time']);

/**
 * Writes that an approved sale was undone, once: its void is approved, also one whose fate was unknown or thought a failure;
 * where none was asked for here, one that was made at the terminal is written. The caller holds the sale's lock. Returns the
 * void, or null when the sale was known to be undone.
 */
export async function settleUndone(
  ctx: SystemContext,
  tx: Tx,
  sale: TransactionRow,
  terminal: Terminal,
  facts: VoidFacts,
): Promise<TransactionId | null> {
  if (sale.voidedAt) return null;
  const undoing = (await findVoid(tx, sale)) ?? (await writeVoid(ctx, tx, sale));
  const evidence = evidenceOf(undoing, sale, terminal, facts);
  await applyEvent(ctx, tx, undoing.id, terminal, { kind: 'undone', evidence });
  return undoing.id;
}

type Undoing = Pick<TransactionRow, 'id' | 'reference'>;

/** The void that did it: the one that is tied to the sale, else the latest that left us at all. */
async function findVoid(tx: Tx, sale: TransactionRow): Promise<Undoing | null> {
  if (sale.voidId) return findTransaction(tx, sale.merchantId, sale.voidId);
  const sent = (await listFollowUps(tx, sale.merchantId, sale.id)).filter(
    (row) => row.kind === 'void' && row.sentAt !== null && !NEVER_SENT.has(row.outcomeReason ?? ''),
  );
  return sent.at(-1) ?? null;
}

/** A void nobody here asked for: it holds no device and is sent nowhere, it has happened. */
async function writeVoid(ctx: SystemContext, tx: Tx, sale: TransactionRow): Promise<Undoing> {
  const { merchantId } = sale;
  const id = ctx.ids.next('transaction');
  const reference = ctx.ids.next('reference');
  const at = ctx.clock.now();
  await insertTransaction(tx, {
    merchantId,
    id,
    kind: 'void',
    state: 'created',
    environment: sale.environment,
    provider: sale.provider,
    deviceId: sale.deviceId,
    branchId: sale.branchId,
    originalId: sale.id,
    // Of each sale one at most, whoever else would write it.
    intentKey: `terminal-void:${sale.id}`,
    intentHash: '-',
    reference,
    amountMinor: sale.amountMinor,
    currency: sale.currency,
    installmentCount: 1,
    paymentType: sale.paymentType,
    lines: [],
    createdBy: sale.createdBy,
    createdAt: at,
    businessDate: businessDate(at, ctx.merchant.calendar),
  });
  await appendEvent(tx, merchantId, id, { at, data: { kind: 'made_at_terminal' }, actorId: null });
  return { id, reference };
}

/** What proves it is all of the sale: the call was about exactly that. */
function evidenceOf(
  { reference }: Undoing,
  sale: TransactionRow,
  { providerDeviceId }: Terminal,
  facts: VoidFacts,
): Evidence {
  return {
    ...facts,
    reference,
    providerDeviceId,
    amountMinor: sale.amountMinor,
    currency: sale.currency,
    providerPaymentId: sale.providerPaymentId,
    providerDate: null,
    authCode: null,
    acquirerId: null,
    acquirerName: null,
    issuerId: null,
    tid: null,
    mid: null,
    bin: null,
    last4: null,
    cardType: null,
    saleNumber: null,
    providerAt: null,
  };
}

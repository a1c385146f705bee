import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { findBatch } from '#db/queries/batches.ts';
import { findDeviceHold, releaseDevice } from '#db/queries/devices.ts';
import { listExchanges } from '#db/queries/exchanges.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { closeBatch } from '#server/end-of-day/close-batch.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type {
  CloseBatchReply,
  Evidence,
  Exchange,
  TerminalGateway,
} from '#server/gateways/terminal-gateway.ts';
import type { BatchId, DeviceId, EndOfDayRunId, TransactionId } from '#server/kernel/ids.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { capturePreauthorization } from '#server/transactions/capture-preauthorization.ts';
import { toSaleLine } from '#server/transactions/lines.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import type { TransactionEvent } from '#server/transactions/transaction.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { askableTerminal } from '#tests/factories/terminal.ts';
import { createWorld } from './world.ts';

/** The worker that this hand pretends to be. */
export const WORKER = 4_711;
/** The provider's no, beyond doubt. */
export const REFUSED = {
  kind: 'refused',
  reason: 'provider_refused',
  code: '1',
  text: null,
  confirm: false,
} as const;
/** No answer at all. */
export const LOST = { kind: 'unknown_outcome', cause: 'deadline', code: null, text: null } as const;
/** A call as it is kept. */
export const SAID: Exchange = {
  purpose: 'operation',
  at: new Date(),
  durationMs: 1,
  path: '/payment',
  request: null,
  httpStatus: 200,
  response: { said: true },
  failure: null,
  clockOffsetMs: null,
};

/** A world whose operations the test moves itself. */
export type ByHand = Awaited<ReturnType<typeof createByHand>>;

/** A world without a worker: operations are sent, answered and settled by the test, in the order that hurts. */
export async function createByHand(env: Record<string, string> = {}) {
  const world = await createWorld({ runsWorker: false, env });
  const providerIds: Record<string, string> = { [world.terminal]: 'T00001', [world.register]: 'P00001' };

  /** The worker's context, with a gateway and a clock in the test's hand. */
  function system(changes: { gateway?: Partial<TerminalGateway>; at?: Date } = {}): SystemContext {
    const { at, gateway } = changes;
    return {
      ...world.as('manager', 'sale:start'),
      actor: { kind: 'system', id: 'attack' },
      answers: world.running.runtime.answers,
      callbacksAside: world.running.runtime.callbacks.aside,
      ...(gateway ? { openGateway: () => gateway as TerminalGateway } : {}),
      ...(at ? { clock: { now: () => at } } : {}),
    };
  }

  async function read(id: TransactionId): Promise<TransactionRow> {
    const row = await system().inTransaction((tx) => findTransaction(tx, system().merchant.id, id));
    if (!row) throw new Error(`${id} is gone`);
    return row;
  }

  /** What the audit says became of a run, in order. */
  async function audited(runId: EndOfDayRunId): Promise<string[]> {
    const entries = await system().inTransaction((tx) =>
      tx.select().from(auditLog).where(eq(auditLog.objectId, runId)).orderBy(auditLog.sequence),
    );
    return entries.map((entry) => entry.action.replace('end-of-day.', ''));
  }

  async function apply(id: TransactionId, event: TransactionEvent, at?: Date) {
    const { deviceId } = await read(id);
    const ctx = system(at ? { at } : {});
    return ctx.inTransaction((tx) =>
      applyOutcome(ctx, tx, id, askableTerminal(providerIds[deviceId] ?? ''), event),
    );
  }

  function evidence(row: TransactionRow, changes: Partial<Evidence> = {}): Evidence {
    const { bin, last4, authCode, rrn, stan, tid, mid, issuerId, saleNumber, entryMode, cardType } = row;
    return {
      ...{ bin, last4, authCode, rrn, stan, tid, mid, issuerId, saleNumber, entryMode, cardType },
      reference: row.reference,
      providerDeviceId: providerIds[row.deviceId] ?? '',
      amountMinor: row.amountMinor,
      currency: row.currency,
      providerPaymentId: row.originalId === null ? `PAY-${row.id}` : null,
      providerDate: '2026-03-01',
      batchNumber: null,
      acquirerId: '62',
      acquirerName: null,
      providerAt: null,
      ...changes,
    };
  }

  async function approve(id: TransactionId, changes: Partial<Evidence> = {}, at?: Date) {
    const reply = { kind: 'approved', evidence: evidence(await read(id), changes) } as const;
    await apply(id, { kind: 'replied', reply }, at);
    return read(id);
  }

  const fail = (id: TransactionId) => apply(id, { kind: 'replied', reply: REFUSED });
  /** Gives the device back as the sweep does when the waiting window is over. */
  const free = (id: string) => system().inTransaction((tx) => releaseDevice(tx, system().merchant.id, id));

  async function sent(
    started: { ok: true; value: { transactionId: TransactionId } } | { ok: false; error: object },
  ) {
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    await apply(started.value.transactionId, { kind: 'claimed', workerKey: WORKER });
    return started.value.transactionId;
  }

  const sell = async (minor = 10_000, deviceId: DeviceId = world.terminal) =>
    sent(
      await startSale(world.as('manager', 'sale:start'), {
        intentKey: randomUUID(),
        deviceId,
        amount: { minor, currency: 'TRY' },
        installmentCount: 1,
        lines:
          deviceId === world.register
            ? [
                toSaleLine({
                  name: 'Çay',
                  unitCode: 'C62',
                  vatRate: '10',
                  quantity: 1,
                  unitPriceMinor: minor,
                }),
              ]
            : [],
      }),
    );
  const hold = async (minor = 10_000) =>
    sent(
      await startSale(world.as('manager', 'sale:start'), {
        intentKey: randomUUID(),
        kind: 'preauthorization',
        deviceId: world.terminal,
        amount: { minor, currency: 'TRY' },
        installmentCount: 1,
        lines: [],
      }),
    );
  const capture = async (holdId: TransactionId, amountMinor: number) =>
    sent(
      await capturePreauthorization(world.as('manager', 'sale:start'), {
        intentKey: randomUUID(),
        holdId,
        amountMinor,
      }),
    );
  const today = () => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Istanbul' }).format(new Date());
  const sold = async (changes: Partial<Evidence> = {}) =>
    approve(await sell(), { providerDate: today() as Evidence['providerDate'], ...changes });
  const held = async (minor?: number) =>
    approve(await hold(minor), { providerDate: today() as Evidence['providerDate'] });
  const giveBack = async (saleId: TransactionId, amountMinor: number) =>
    sent(
      await startRefund(world.as('manager', 'refund:start'), {
        intentKey: randomUUID(),
        saleId,
        size: { by: 'amount', amountMinor },
        reason: null,
      }),
    );
  const undo = async (saleId: TransactionId) =>
    sent(
      await voidSale(world.as('manager', 'void:start'), { intentKey: randomUUID(), saleId, reason: null }),
    );

  async function requestClose(deviceId = world.terminal): Promise<EndOfDayRunId> {
    const run = await requestEndOfDay(world.as('manager', 'end-of-day:run'), { deviceId });
    if (!run.ok) throw new Error(run.error.kind);
    return run.value.runId;
  }

  async function close(runId: EndOfDayRunId, reply: CloseBatchReply, meanwhile = async () => {}) {
    const gateway: Partial<TerminalGateway> = {
      closeBatch: async (_request, record) => {
        record({ ...SAID, purpose: 'close_batch' });
        await meanwhile();
        return reply;
      },
    };
    await closeBatch(system({ gateway }), WORKER, runId);
  }

  async function run(id: EndOfDayRunId) {
    const [row] = await system().inTransaction((tx) =>
      tx
        .select()
        .from(eodRuns)
        .where(and(eq(eodRuns.merchantId, system().merchant.id), eq(eodRuns.id, id))),
    );
    return row;
  }
  const batch = (id: BatchId | null) =>
    system().inTransaction((tx) => findBatch(tx, system().merchant.id, id ?? 'bat_'));
  const holder = (deviceId = world.terminal) =>
    system().inTransaction((tx) => findDeviceHold(tx, system().merchant.id, deviceId));
  const exchangesOf = (id: string) =>
    system().inTransaction((tx) => listExchanges(tx, system().merchant.id, id));
  async function requestedRun() {
    const rows = await system().inTransaction((tx) =>
      tx.select().from(eodRuns).where(eq(eodRuns.state, 'requested')),
    );
    return rows[0]?.id;
  }

  return {
    world,
    system,
    read,
    audited,
    apply,
    evidence,
    approve,
    fail,
    free,
    sell,
    sold,
    held,
    capture,
    giveBack,
    undo,
    requestClose,
    close,
    run,
    batch,
    holder,
    exchangesOf,
    requestedRun,
  };
}

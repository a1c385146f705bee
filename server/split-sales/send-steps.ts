import type { Tx } from '#db/client.ts';
import { type ConnectionRow, findDevice } from '#db/queries/devices.ts';
import { findSplitSale, type SplitSaleRow } from '#db/queries/split-sales.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type {
  OpenSplitSale,
  SplitCompletionReply,
  SplitQueryReply,
  SplitSalesGateway,
  SplitStartReply,
} from '#server/gateways/split-sales.ts';
import type { Exchange, TerminalOperation } from '#server/gateways/terminal-gateway.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { fiscalDetails } from '#server/transactions/fiscal.ts';
import { saleLines } from '#server/transactions/lines.ts';
import { applyToSplit } from './apply-to-split.ts';

type Loaded = { row: SplitSaleRow; connection: ConnectionRow; providerDeviceId: string };

/** Jobs may wake a little before the instant they were planned for. */
const EARLY_MS = 500;
const NO_WAY = { kind: 'not_sent', reason: 'sign_in_failed', detail: 'no way to the provider' } as const;

/** Has the device open the sale, once. `starting` is committed before the first byte leaves. */
export async function sendStart(ctx: SystemContext, workerKey: number, id: SplitSaleId): Promise<void> {
  const claimed = await ctx.inTransaction(async (tx) => {
    const loaded = await load(ctx, tx, id);
    const gateway = loaded && openSplitGateway(ctx, loaded.connection);
    const state = loaded && (await applyToSplit(ctx, tx, id, { kind: 'claimed', workerKey }));
    if (!loaded || state !== 'starting') return null;
    if (gateway) return { ...loaded, gateway };
    await applyToSplit(ctx, tx, id, { kind: 'start_replied', reply: NO_WAY });
    return null;
  });
  if (!claimed) return;
  const said: Exchange[] = [];
  const reply = await claimed.gateway.start(toSale(claimed), (exchange) => said.push(exchange));
  await keepAnswer(ctx, { operation: claimed.row, said, hasDeviceAnswered: answered(reply) }, (tx) =>
    applyToSplit(ctx, tx, id, { kind: 'start_replied', reply }),
  );
}

/** Has the device complete the sale, once for each wish. `completing` is committed before the first byte leaves. */
export async function sendCompletion(ctx: SystemContext, workerKey: number, id: SplitSaleId): Promise<void> {
  const claimed = await ctx.inTransaction(async (tx) => {
    const loaded = await load(ctx, tx, id);
    const gateway = loaded && openSplitGateway(ctx, loaded.connection);
    const state = loaded && (await applyToSplit(ctx, tx, id, { kind: 'claimed', workerKey }));
    if (!loaded || state !== 'completing') return null;
    if (gateway) return { ...loaded, gateway };
    await applyToSplit(ctx, tx, id, { kind: 'completion_replied', reply: NO_WAY });
    return null;
  });
  if (!claimed) return;
  const said: Exchange[] = [];
  const reply = await claimed.gateway.complete(toOpenSale(claimed), (exchange) => said.push(exchange));
  await keepAnswer(ctx, { operation: claimed.row, said, hasDeviceAnswered: answered(reply) }, (tx) =>
    applyToSplit(ctx, tx, id, { kind: 'completion_replied', reply }),
  );
}

/** Asks what became of a completion whose answer is lost; one that comes early does nothing. */
export async function askCompletion(ctx: SystemContext, id: SplitSaleId): Promise<void> {
  const loaded = await ctx.inTransaction((tx) => load(ctx, tx, id));
  if (loaded?.row.state !== 'completion_unknown') return;
  const due = loaded.row.nextQueryAt;
  if (!due || due.getTime() > ctx.clock.now().getTime() + EARLY_MS) return;
  const gateway = ctx.openGateway(loaded.connection).splitSales;
  if (!gateway) return;
  const said: Exchange[] = [];
  const reply = await gateway.query(toOpenSale(loaded), (exchange) => said.push(exchange));
  await keepAnswer(ctx, { operation: loaded.row, said, hasDeviceAnswered: answered(reply) }, (tx) =>
    applyToSplit(ctx, tx, id, { kind: 'queried', reply }),
  );
}

async function load(ctx: SystemContext, tx: Tx, id: SplitSaleId): Promise<Loaded | null> {
  const row = await findSplitSale(tx, ctx.merchant.id, id);
  const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
  return row && target
    ? { row, connection: target.connection, providerDeviceId: target.device.providerDeviceId }
    : null;
}

/** Null when it cannot be opened: then nothing is sent, and nothing may look as if it might have been. */
function openSplitGateway(ctx: SystemContext, connection: ConnectionRow): SplitSalesGateway | null {
  try {
    return ctx.openGateway(connection).splitSales;
  } catch {
    return null;
  }
}

function toSale(loaded: Loaded): TerminalOperation & { kind: 'sale' } {
  const { row } = loaded;
  return {
    ...idsOf(loaded),
    kind: 'sale',
    paymentType: row.paymentType,
    // Each payment has instalments of its own.
    installmentCount: 1,
    surchargeMinor: 0,
    lines: saleLines.parse(row.lines),
    fiscal: fiscalDetails.parse(row.fiscal),
  };
}

function toOpenSale(loaded: Loaded): OpenSplitSale {
  const { saleNumber, id } = loaded.row;
  if (saleNumber === null) throw new Error(`${id} was never opened on its device`);
  return { ...idsOf(loaded), saleNumber };
}

function idsOf({ row, providerDeviceId }: Loaded) {
  return {
    attemptId: row.id,
    reference: row.reference,
    providerDeviceId,
    amount: { minor: row.amountMinor, currency: row.currency },
  };
}

/** What a reply tells of the device: it worked, it did not, or nothing (null). */
function answered(reply: SplitStartReply | SplitCompletionReply | SplitQueryReply): boolean | null {
  if (reply.kind === 'started' || reply.kind === 'completed') return true;
  if (reply.kind === 'refused') return reply.reason === 'device_unknown' ? false : null;
  if (reply.kind !== 'unknown_outcome') return null;
  return reply.cause === 'provider_timeout' || reply.cause === 'device_error' ? false : null;
}

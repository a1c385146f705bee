import { randomUUID } from 'node:crypto';
import { findDeviceHold } from '#db/queries/devices.ts';
import {
  findSplitSale,
  listPayments,
  listVoidsOfPayments,
  type SplitSaleRow,
} from '#db/queries/split-sales.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
import type { TransactionState } from '#db/schema/transactions.ts';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { addPayment } from '#server/split-sales/add-payment.ts';
import { completeSplitSale } from '#server/split-sales/complete-split-sale.ts';
import { giveUp } from '#server/split-sales/give-up.ts';
import { startSplitSale } from '#server/split-sales/start-split-sale.ts';
import { toSaleLine } from '#server/transactions/lines.ts';
import { waitFor } from './wait-for.ts';
import type { World } from './world.ts';

/** The till of a cashier who takes sales in parts on the fiscal register of a world. */
export type SplitTill = ReturnType<typeof splitTill>;

/** Verbs and reads of split sales on the register; those that wait do so until it is as said. */
export function splitTill(world: World) {
  const seller = () => world.as('manager', 'sale:start');
  const voider = () => world.as('manager', 'void:start');
  const { merchant, inTransaction } = world.as('manager', 'transactions:see');

  const start = (
    minor: number,
    intentKey: string = randomUUID(),
    deviceId = world.register,
    paymentType: 'card' | 'cash' = 'card',
  ) =>
    startSplitSale(seller(), {
      paymentType,
      intentKey,
      deviceId,
      amount: { minor, currency: 'TRY' },
      installmentCount: 1,
      lines: [
        toSaleLine({ name: 'Termos', unitCode: 'C62', vatRate: '20', quantity: 1, unitPriceMinor: minor }),
      ],
    });
  const add = (splitSaleId: SplitSaleId, minor: number, intentKey: string = randomUUID()) =>
    addPayment(seller(), {
      intentKey,
      splitSaleId,
      amount: { minor, currency: 'TRY' },
      installmentCount: 1,
    });
  const complete = (splitSaleId: SplitSaleId) => completeSplitSale(seller(), { splitSaleId });
  const abandon = (splitSaleId: SplitSaleId) => giveUp(voider(), { splitSaleId });

  const read = (id: SplitSaleId): Promise<SplitSaleRow | null> =>
    inTransaction((tx) => findSplitSale(tx, merchant.id, id));
  const payment = (id: TransactionId): Promise<TransactionRow | null> =>
    inTransaction((tx) => findTransaction(tx, merchant.id, id));
  const payments = (id: SplitSaleId) => inTransaction((tx) => listPayments(tx, merchant.id, id));
  const voids = (id: SplitSaleId) => inTransaction((tx) => listVoidsOfPayments(tx, merchant.id, id));
  const holder = async () =>
    (await inTransaction((tx) => findDeviceHold(tx, merchant.id, world.register)))?.operationId ?? null;

  const reaches = (id: SplitSaleId, state: SplitSaleState, withinMs?: number) =>
    waitFor(
      async () => {
        const row = await read(id);
        return row?.state === state ? row : null;
      },
      `${id} to be ${state}`,
      withinMs,
    );
  const settles = (id: TransactionId, state: TransactionState) =>
    waitFor(async () => {
      const row = await payment(id);
      return row?.state === state ? row : null;
    }, `${id} to be ${state}`);

  /** A sale that is open on the register. */
  async function opened(minor: number): Promise<SplitSaleId> {
    const { splitSaleId } = given(await start(minor));
    await reaches(splitSaleId, 'open');
    return splitSaleId;
  }
  /** A payment that ended so. */
  async function paid(id: SplitSaleId, minor: number, state: TransactionState = 'approved') {
    return settles(given(await add(id, minor)).transactionId, state);
  }
  /** What the provider was asked at the path that ends so. */
  const calls = (path: string) => world.gateway.log().filter((call) => call.path.endsWith(path));
  /** What the provider charged, by its own book, without what was voided. */
  const charged = () => {
    const book = world.gateway.book().filter((entry) => entry.state === 'approved');
    return book.filter(
      ({ kind, paymentId }) =>
        kind === 'sale' && !book.some((entry) => entry.kind === 'void' && entry.paymentId === paymentId),
    );
  };

  return {
    start,
    add,
    complete,
    abandon,
    read,
    payments,
    voids,
    holder,
    reaches,
    settles,
    opened,
    paid,
    calls,
    charged,
  };
}

/** What a verb gave back; throws when it refused. */
export function given<V>(result: { ok: true; value: V } | { ok: false; error: unknown }): V {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

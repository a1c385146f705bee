import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const FINAL = ['approved', 'declined', 'failed', 'cancelled'];

async function sell(minor: number, intentKey: string = randomUUID()): Promise<TransactionId> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey,
    deviceId: world.terminal,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  return started.value.transactionId;
}

function read(id: TransactionId): Promise<TransactionRow | null> {
  const ctx = world.as('manager', 'transactions:see');
  return ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
}

function settled(id: TransactionId): Promise<TransactionRow> {
  return waitFor(async () => {
    const row = await read(id);
    return row && FINAL.includes(row.state) ? row : null;
  }, `the end of ${id}`);
}

function charges(reference: string) {
  return world.gateway.book().filter((entry) => entry.transactionReferenceId === reference);
}

describe('a sale on a terminal', () => {
  test('that the bank approves ends approved, in the open batch, with its evidence', async () => {
    const row = await settled(await sell(11_800));
    expect(row).toMatchObject({ state: 'approved', amountMinor: 11_800, refundedMinor: 0 });
    expect(row.batchId).not.toBeNull();
    expect(row.last4).toMatch(/^\d{4}$/);
    expect(charges(row.reference)).toHaveLength(1);
  });

  test('that the bank declines keeps the bank’s reason', async () => {
    const row = await settled(await sell(10_051));
    expect(row).toMatchObject({ state: 'declined', outcomeReason: 'insufficient_funds' });
    expect(row.batchId).toBeNull();
  });

  test('on a busy device fails once the provider also says it knows nothing of it', async () => {
    const row = await settled(await sell(10_061));
    expect(row).toMatchObject({ state: 'failed', outcomeReason: 'device_busy' });
    expect(charges(row.reference)).toHaveLength(0);
  });

  test('on a device the provider does not know fails and says so', async () => {
    expect(await settled(await sell(10_062))).toMatchObject({
      state: 'failed',
      outcomeReason: 'device_unknown',
    });
  });

  test('on a silent device is unknown until asking twice found nothing after the waiting window', async () => {
    const id = await sell(10_063);
    await waitFor(async () => (await read(id))?.state === 'unknown', 'unknown');
    expect(await settled(id)).toMatchObject({ state: 'failed', outcomeReason: 'not_found' });
  });

  test.each([
    [10_064, 'silent but charged'],
    [10_065, 'charged with the answer lost'],
    [10_067, 'charged with an error page for an answer'],
    [10_068, 'charged with a garbled answer'],
    [10_069, 'charged without a payment id in the answer'],
  ])('of %i kuruş, %s, ends approved by asking, with exactly one charge', async (minor) => {
    const row = await settled(await sell(minor));
    expect(row.state).toBe('approved');
    expect(row.unknownSince).not.toBeNull();
    expect(charges(row.reference)).toHaveLength(1);
  });

  test('with a token that expired mid-shift is sent once and ends approved', async () => {
    await settled(await sell(5_000));
    await world.control('POST', '/tokens/expire');
    const row = await settled(await sell(5_100));
    expect(row.state).toBe('approved');
    expect(charges(row.reference)).toHaveLength(1);
  });

  test('pressed twice with the same form is one sale; with another amount it is refused', async () => {
    const key = randomUUID();
    const [first, second] = await Promise.all([sell(7_000, key), sell(7_000, key)]);
    expect(second).toBe(first);
    await settled(first);
    await expect(sell(7_100, key)).rejects.toThrow('intent_reused');
    expect(world.gateway.book().filter((entry) => entry.amountMinor === 7_000)).toHaveLength(1);
  });

  test('is refused while another operation has the device', async () => {
    await world.device('509', { mode: 'manual' });
    const id = await sell(9_900);
    await waitFor(async () => (await read(id))?.state === 'sending', 'sending');
    await expect(sell(9_901)).rejects.toThrow('device_held');
    await world.act('509', 'tap');
    await settled(id);
    await world.device('509', { mode: 'auto' });
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { listPrints } from '#db/queries/receipts.ts';
import { findTransaction, listEvents } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { createIdSource, type MerchantId, type TransactionId } from '#server/kernel/ids.ts';
import { composeSlip } from '#server/receipts/compose-slip.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { openPrint } from '#server/receipts/open-print.ts';
import { recordPrint } from '#server/receipts/record-print.ts';
import { renderText } from '#server/receipts/render-text.ts';
import { toSaleLine } from '#server/transactions/lines.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const FINAL = ['approved', 'declined', 'failed', 'cancelled'];
const printing = (role: 'manager' | 'support' = 'manager') => world.as(role, 'receipts:print');
const seeing = () => world.as('support', 'transactions:see');

async function sell(minor: number, on: 'register' | 'terminal' = 'terminal'): Promise<TransactionId> {
  const line = { name: 'Çay', unitCode: 'C62', vatRate: '10', quantity: 1, unitPriceMinor: minor } as const;
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: world[on],
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: on === 'register' ? [toSaleLine(line)] : [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  await settled(started.value.transactionId);
  return started.value.transactionId;
}

function settled(id: TransactionId) {
  const ctx = seeing();
  return waitFor(async () => {
    const row = await ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
    return row && FINAL.includes(row.state) ? row : null;
  }, `the end of ${id}`);
}

describe('printing a slip', () => {
  test('five times at once counts 1 to 5, each with its line in the timeline and its audit entry', async () => {
    const id = await sell(11_800);
    const printed = await Promise.all(Array.from({ length: 5 }, () => recordPrint(printing(), id)));
    const numbers = printed.map((one) => (one.ok ? one.value.number : one.error.kind));
    expect(numbers.sort()).toEqual([1, 2, 3, 4, 5]);

    const { prints } = await getSlip(seeing(), id);
    expect(prints.map((print) => print.number)).toEqual([5, 4, 3, 2, 1]);
    expect(prints[0]).toMatchObject({ name: 'manager', personId: printing().actor.id });

    const ctx = seeing();
    const [events, audit] = await ctx.inTransaction((tx) =>
      Promise.all([listEvents(tx, ctx.merchant.id, id), tx.select().from(auditLog)]),
    );
    const lines = events.filter((event) => event.kind === 'printed').map((event) => event.data);
    expect(lines).toEqual([5, 4, 3, 2, 1].map((number) => ({ kind: 'printed', number })));
    const entries = audit.filter((entry) => entry.action === 'receipt.printed' && entry.objectId === id);
    expect(entries.map((entry) => (entry.data as { number: number }).number).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(entries.every((entry) => entry.actorId === printing().actor.id)).toBe(true);
  });

  test('remembers which paper it was on', async () => {
    const id = await sell(5_200);
    await recordPrint(printing(), id, '58');
    await recordPrint(printing(), id);
    const ctx = seeing();
    const rows = await ctx.inTransaction((tx) => listPrints(tx, ctx.merchant.id, id));
    expect(rows.map(({ form }) => form)).toEqual(['print_80mm', 'print_58mm']);
  });

  test('gives the first slip without a mark, and every later one marked with its number', async () => {
    const id = await sell(5_000);
    await recordPrint(printing(), id);
    const first = await openPrint(printing(), id, '1', 'tr');
    expect(first.print?.receipt.mark).toBeNull();
    await recordPrint(printing(), id);
    const second = await openPrint(printing(), id, '2', 'tr');
    expect(second.print?.receipt.mark).toBe('KOPYA 2');
  });

  test('opens a counted print only to who asked for it, only the newest, and only for a while', async () => {
    const id = await sell(5_100);
    expect((await openPrint(printing(), id, '1', 'tr')).print).toBeNull();
    await recordPrint(printing(), id);
    expect((await openPrint(printing(), id, '1', 'tr')).print).not.toBeNull();
    for (const asked of [undefined, '', '0', '2', '01', ' 1', '1e0']) {
      expect((await openPrint(printing(), id, asked, 'tr')).print).toBeNull();
    }
    expect((await openPrint(printing('support'), id, '1', 'tr')).print).toBeNull();
    const later = { ...printing(), clock: { now: () => new Date(Date.now() + 11 * 60_000) } };
    expect((await openPrint(later, id, '1', 'tr')).print).toBeNull();
    await recordPrint(printing('support'), id);
    expect((await openPrint(printing(), id, '1', 'tr')).print).toBeNull();
  });

  test('is nothing an administrator may do', () => {
    expect(allows('admin', 'receipts:print')).toBe(false);
    expect(() => world.as('admin', 'receipts:print')).toThrow();
  });

  test('waits until the result is certain, and counts nothing before', async () => {
    await world.device('509', { mode: 'manual' });
    const started = await startSale(world.as('manager', 'sale:start'), {
      intentKey: randomUUID(),
      deviceId: world.terminal,
      amount: { minor: 4_200, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    });
    if (!started.ok) throw new Error(started.error.kind);
    const id = started.value.transactionId;
    expect(await recordPrint(printing(), id)).toEqual({ ok: false, error: { kind: 'not_ready' } });
    expect(await getSlip(seeing(), id)).toMatchObject({ facts: null, prints: [] });
    const ctx = seeing();
    await waitFor(async () => {
      const row = await ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
      return row?.state === 'sending' || row?.state === 'awaiting';
    }, 'the terminal to have it');
    await world.act('509', 'tap');
    await settled(id);
    await world.device('509', { mode: 'auto' });
    expect(await recordPrint(printing(), id)).toEqual({ ok: true, value: { number: 1 } });
  });
});

describe('an id that is not this merchant’s', () => {
  test.each([
    ['malformed', 'txn_1'],
    ['of another kind', `dev_${'0'.repeat(26)}`],
    ['with a path in it', '../../transactions'],
    ['unknown', `txn_${'0'.repeat(26)}`],
  ])('%s is not found, for seeing and for printing', async (_, id) => {
    await expect(getSlip(seeing(), id)).rejects.toThrow(NotFound);
    await expect(recordPrint(printing(), id)).rejects.toThrow(NotFound);
    await expect(openPrint(printing(), id, '1', 'tr')).rejects.toThrow(NotFound);
  });

  test('of a real slip is not found by another merchant, and nothing is counted', async () => {
    const id = await sell(6_000);
    await expect(getSlip(elsewhere(seeing()), id)).rejects.toThrow(NotFound);
    await expect(recordPrint(elsewhere(printing()), id)).rejects.toThrow(NotFound);
    expect((await getSlip(seeing(), id)).prints).toEqual([]);
  });
});

describe('a slip', () => {
  test('of a fiscal sale has its goods and VAT, and the sandbox band top and bottom', async () => {
    const text = await textOf(await sell(11_000, 'register'));
    expect(text).toMatch(/Çay +%10 {2}110,00\n/);
    expect(text).toMatch(/TOPLAM KDV +10,00\n/);
    expect(text.match(/TEST · DEĞERİ YOKTUR/g)).toHaveLength(2);
  });

  test('of a declined sale says so, with the bank’s reason', async () => {
    const text = await textOf(await sell(10_051));
    expect(text).toMatch(/ REDDEDİLDİ\nNEDEN +YETERSİZ BAKİYE\n/);
  });

  test('of a void names its sale, whose own slip tells of the void', async () => {
    const saleId = await sell(7_700);
    const started = await voidSale(world.as('manager', 'void:start'), {
      intentKey: randomUUID(),
      saleId,
      reason: 'Yanlış tutar',
    });
    if (!started.ok) throw new Error(started.error.kind);
    const voidId = started.value.transactionId;
    await settled(voidId);
    const sale = await getSlip(seeing(), saleId);
    expect(await textOf(voidId)).toMatch(new RegExp(`ASIL SATIŞ[\\s\\S]*${sale.reference}\n`));
    expect(sale.status).toBe('voided');
    expect(await textOf(saleId)).toContain('BU SATIŞ SONRADAN İPTAL EDİLMİŞTİR');
  });
});

async function textOf(id: TransactionId): Promise<string> {
  const { facts } = await getSlip(seeing(), id);
  if (!facts) throw new Error('no slip');
  return renderText(composeSlip(facts, 'tr', { kind: 'file' }), 48);
}

/** The same person with the context of a merchant that shares nothing with this one. */
function elsewhere<C extends Context>(ctx: C): C {
  const merchantId: MerchantId = createIdSource(() => new Date(), randomBytes).next('merchant');
  return {
    ...ctx,
    merchant: { ...ctx.merchant, id: merchantId },
    inTransaction: (work) => inScope(world.running.runtime.db, { merchantId }, work),
  };
}

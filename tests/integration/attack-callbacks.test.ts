import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '#db/schema/resolutions.ts';
import type { CalledResult } from '#server/gateways/callback.ts';
import type { OperationReply, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { abortSale } from '#server/transactions/abort.ts';
import { abortOperation } from '#server/transactions/abort-operation.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import {
  ACCEPTED,
  approved,
  type CalledTill,
  createCalledTill,
  DECLINED,
  delivered,
  gateway,
  VOIDED,
} from '#tests/support/called-till.ts';
import { createTestDatabase } from '#tests/support/database.ts';

let till: CalledTill;
beforeAll(async () => {
  till = await createCalledTill(await createTestDatabase());
});
afterAll(() => till.close());

async function callBack(address: string, id: TransactionId, result: CalledResult) {
  const { here } = till;
  await here.call(address, here.said(await here.read(id), result));
  await here.apply();
  return here.read(id);
}

/** Why a person is asked about an operation; undefined when it is not among what is unresolved. */
async function doubtAbout(id: TransactionId) {
  const rows = await listUnresolved(till.here.as('transactions:see'));
  return rows.find((row) => row.id === id)?.doubt;
}

/** A person's word about an operation, which nobody else can check here. */
const decide = (transactionId: TransactionId, verdict: Verdict) =>
  till.here.decideAlone({
    ...{ transactionId, verdict, proof: 'portal', statement: 'Seen in the portal of the provider' },
    ...{ facts: { authCode: null, last4: null, batchNumber: null, providerReference: null } },
    ...{ amount: null, photo: null },
  });

/** A sale that was declined, and approved all the same a moment later. */
async function flipped() {
  const { here } = till;
  const { id, answerTo } = await here.delivery();
  await callBack(answerTo.failure, id, DECLINED);
  expect(await doubtAbout(id)).toBeUndefined();
  const row = await callBack(answerTo.success, id, approved(await here.read(id)));
  expect(row).toMatchObject({ state: 'approved', flags: ['late'] });
  return { id, answerTo };
}

describe('an approval that comes after a «no»', () => {
  test('stands among what is unresolved until a person keeps it: a second sale may have been made meanwhile (C7)', async () => {
    const { here } = till;
    const { id } = await flipped();
    expect(await doubtAbout(id)).toBe('late');
    const kept = await decide(id, 'approved');
    expect(kept.ok).toBe(true);
    expect(await here.read(id)).toMatchObject({ state: 'approved', voidedAt: null });
    expect(await doubtAbout(id)).toBeUndefined();
  });

  test('is settled as well when it is voided, or given back to the end', async () => {
    const { here } = till;
    const undone = await flipped();
    const voidId = await here.undo(undone.id);
    await here.send(voidId, ACCEPTED);
    expect(await doubtAbout(undone.id)).toBe('late');
    await callBack(undone.answerTo.success, undone.id, VOIDED);
    expect(await doubtAbout(undone.id)).toBeUndefined();
    const returned = await flipped();
    const { amountMinor } = await here.read(returned.id);
    for (const minor of [1, amountMinor - 1]) {
      expect(await doubtAbout(returned.id)).toBe('late');
      const refund = await here.giveBack(returned.id, minor);
      const { success } = await here.send(refund, delivered(`s-${refund}`));
      await callBack(success, refund, approved(await here.read(refund)));
    }
    expect(await doubtAbout(returned.id)).toBeUndefined();
  });
});

describe('a «no» that was on its way while its sale was being voided', () => {
  test('is not the void’s when it does not speak of one: nothing may go back a second time', async () => {
    const { here } = till;
    const sale = await here.sold();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, ACCEPTED);
    // The first card that was tried, told late: the void is done, and nothing will ever say so.
    const row = await callBack(sale.answerTo.failure, sale.id, DECLINED);
    expect(row).toMatchObject({ state: 'approved', flags: ['contradiction'], voidId });
    expect((await here.read(voidId)).state).toBe('awaiting');
    await expect(here.giveBack(sale.id, 100)).rejects.toThrow('void_running');
  });
});

describe('an approval that comes after a person took the sale back', () => {
  test('disagrees with that: the card was charged, and the books say that it was not', async () => {
    const { here } = till;
    const sale = await here.sold();
    await callBack(sale.answerTo.failure, sale.id, DECLINED);
    expect(await doubtAbout(sale.id)).toBe('contradiction');
    expect(await decide(sale.id, 'not_charged')).toMatchObject({ ok: true });
    expect((await here.read(sale.id)).voidedAt).not.toBeNull();
    expect(await doubtAbout(sale.id)).toBeUndefined();
    const again = approved(await here.read(sale.id), {
      providerPaymentId: sale.row.providerPaymentId,
      authCode: '999999',
    });
    await callBack(sale.answerTo.success, sale.id, again);
    expect(await doubtAbout(sale.id)).toBe('contradiction');
  });
});

describe('a slip on which the terminal printed the first digits of the card', () => {
  test('shows them to the manager, and to support the last four alone', async () => {
    const { here } = till;
    const { id, answerTo } = await here.delivery();
    const row = await here.read(id);
    const slip = '<L>454360******0006</L><R>VISA</R><BR/><QR>4543 60****0006</QR>';
    const slips = { customer: slip, merchant: slip };
    await here.call(answerTo.success, here.said(row, approved(row), { slips }));
    await here.apply();
    const manager = here.as('receipts:print');
    const support = { ...manager, actor: { ...manager.actor, role: 'support' as const } };
    const [whole, masked] = [await getSlip(manager, id), await getSlip(support, id)];
    expect(JSON.stringify(whole.printed)).toContain('454360******0006');
    expect(JSON.stringify(masked.printed)).not.toMatch(/454360|60\*/);
    expect(JSON.stringify(masked.printed)).toMatch(/0006/);
  });
});

describe('a stop that may have come just after the approval', () => {
  /** A sale whose stop was accepted while its approval was on its way. */
  async function stoppedTooLate() {
    const { here } = till;
    const sale = await here.delivery();
    expect(await abortSale(here.as('sale:abort'), sale.id)).toMatchObject({ ok: true });
    const abort: TerminalGateway['abort'] = async () => {
      await callBack(sale.answerTo.success, sale.id, approved(await here.read(sale.id)));
      return { kind: 'accepted', text: null };
    };
    await abortOperation(here.system({ openGateway: () => ({ ...gateway(), abort }) }), 4_712, sale.id);
    expect(await here.read(sale.id)).toMatchObject({ state: 'approved', abortState: 'accepted', flags: [] });
    return sale;
  }
  const forbidden = (code: string): OperationReply => ({
    ...{ kind: 'refused', reason: 'state_forbids', confirm: false, text: null },
    code,
  });

  test('may have voided it: that its void is refused then is for a person, before the money goes back twice', async () => {
    const { here } = till;
    const sale = await stoppedTooLate();
    const voidId = await here.undo(sale.id);
    await here.send(voidId, forbidden('8508'));
    expect((await here.read(voidId)).state).toBe('failed');
    expect(await here.read(sale.id)).toMatchObject({ state: 'approved', flags: ['contradiction'] });
    expect(await doubtAbout(sale.id)).toBe('contradiction');
    expect(await decide(sale.id, 'voided')).toMatchObject({ ok: true });
    await expect(here.giveBack(sale.id, 100)).rejects.toThrow('already_voided');
  });

  test('tells nothing when the void was never sent, and a sale nobody stopped is only not voidable', async () => {
    const { here } = till;
    const stopped = await stoppedTooLate();
    const unsent = await here.undo(stopped.id);
    await here.send(unsent, { kind: 'not_sent', reason: 'unreachable', detail: '-' });
    expect(await doubtAbout(stopped.id)).toBeUndefined();
    const sale = await here.sold();
    await here.send(await here.undo(sale.id), forbidden('8508'));
    expect(await doubtAbout(sale.id)).toBeUndefined();
  });
});

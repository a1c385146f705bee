import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingCallback } from '#tests/gateways/shared/send-over-http.ts';
import { KEYS } from '#tests/support/told-pay-with-iyzico.ts';
import { type Bench, orderOf, payOn, returnOf, startBench } from './bench.ts';

const sent: OutgoingCallback[] = [];
let bench: Bench;
beforeEach(async () => {
  sent.length = 0;
  bench = await startBench({
    accounts: [{ ...KEYS, webhookUrl: 'http://127.0.0.1:9/notices' }],
    settings: { speed: 100_000 },
    send: async (notice) => {
      sent.push(notice);
      return 200;
    },
  });
});
afterEach(async () => {
  await bench.sandbox.close();
  bench.watch.expectRight();
});

async function retrieve(reference: string, token: string) {
  const { gateway, record } = bench.client();
  return gateway.retrieve(orderOf(reference), token, record);
}

const settings = (change: object) => bench.control('PUT', 'settings', change);
const fault = (call: string, when: string, name = 'drop') =>
  bench.control('POST', 'faults', { call, when, fault: name });
const paidCount = () => bench.sandbox.book().filter(({ payment }) => payment).length;

describe('a page', () => {
  it('that nobody paid on is not paid; that somebody left is not; that was declined may still be paid', async () => {
    const { gateway, record } = bench.client();
    const of = orderOf('sayfa-1');
    const opened = await gateway.openPage(of, record);
    if (opened.kind !== 'opened') throw new Error('not opened');
    const { token } = opened.page;
    const act = (change: object) => bench.control('POST', `pages/${token}/act`, change);
    expect(await retrieve('sayfa-1', token)).toEqual({ kind: 'not_paid' });
    await act({ action: 'leave' });
    expect(await retrieve('sayfa-1', token)).toEqual({ kind: 'not_paid' });
    await act({ action: 'pay', card: '4125111111111115' });
    expect(await retrieve('sayfa-1', token)).toMatchObject({
      kind: 'declined_so_far',
      reason: 'expired_card',
    });
    await act({ action: 'pay', card: '4131111111111117' });
    expect(await retrieve('sayfa-1', token)).toMatchObject({ kind: 'declined_so_far', reason: 'other' });
    await act({ action: 'pay-and-lose-browser' });
    expect(await retrieve('sayfa-1', token)).toMatchObject({ kind: 'paid' });
  });

  it('whose bank takes its time is not paid yet', async () => {
    const entry = await payOn(bench, orderOf('sayfa-2'), { action: 'pay-at-the-last-second' });
    expect(await retrieve('sayfa-2', entry.token)).toEqual({ kind: 'not_paid' });
  });

  it('that is looked into waits, and is paid or turned down in the end', async () => {
    for (const [reference, verdict, kind] of [
      ['sayfa-3', 'approve', 'paid'],
      ['sayfa-4', 'reject', 'rejected'],
    ] as const) {
      const { token } = await payOn(bench, orderOf(reference), { action: 'pay-under-review' });
      expect(await retrieve(reference, token)).toMatchObject({ kind: 'in_review' });
      await bench.control('POST', `pages/${token}/fraud`, { verdict });
      expect(await retrieve(reference, token)).toMatchObject({ kind });
    }
  });

  it('whose opening was not heard of is not opened, and nobody can pay on it unseen', async () => {
    await fault('initialize', 'after');
    const { gateway, record } = bench.client();
    expect(await gateway.openPage(orderOf('sayfa-5'), record)).toEqual({
      kind: 'not_opened',
      cause: 'connection_lost',
    });
    expect(paidCount()).toBe(0);
  });

  it.each([
    [{ signature: 'wrong' }, ['signature']],
    [{ signature: 'missing' }, ['signature']],
    [{ lie: 'amount' }, ['amount']],
    [{ lie: 'paid' }, ['amount']],
    [{ lie: 'currency' }, ['amount']],
    [{ lie: 'basket' }, ['reference']],
  ])('of which %j is said is a contradiction, until the truth is told', async (change, fields) => {
    const { token } = await payOn(bench, orderOf('sayfa-6'));
    await settings(change);
    expect(await retrieve('sayfa-6', token)).toEqual({ kind: 'contradiction', fields });
    await settings({ signature: 'right', lie: null });
    expect(await retrieve('sayfa-6', token)).toMatchObject({ kind: 'paid' });
  });

  it('is paid whatever way its amounts are written, and without its conversation', async () => {
    const { token } = await payOn(bench, orderOf('sayfa-7'), { installment: 2 });
    for (const change of [{ decimals: 'plain' }, { decimals: 'eight' }, { conversationId: 'missing' }]) {
      await settings(change);
      expect(await retrieve('sayfa-7', token)).toMatchObject({
        kind: 'paid',
        settlement: { paidMinor: 10_250 },
      });
    }
  });
});

describe('money that goes back', () => {
  it.each(['cancel', 'refund'] as const)(
    'by %s, its answer lost: it is read back, never sent again',
    async (kind) => {
      const entry = await payOn(bench, orderOf('iade-1'));
      const wish = returnOf(entry, { kind, reference: 'iade-2' });
      await fault(kind === 'cancel' ? 'cancel' : 'refundPayment', 'after');
      const { gateway, record } = bench.client();
      expect(await gateway.giveBack(wish, record)).toMatchObject({
        kind: 'unknown_outcome',
        cause: 'connection_lost',
      });
      expect(await gateway.readBack(wish, record)).toMatchObject({
        kind: 'approved',
        evidence: { amountMinor: 10_000 },
      });
      expect(bench.sandbox.book()[0]?.payment?.returns).toHaveLength(1);
    },
  );

  it('whose request never arrived is not found', async () => {
    const entry = await payOn(bench, orderOf('iade-3'));
    const wish = returnOf(entry, { kind: 'refund', reference: 'iade-4', item: 0, minor: 100 });
    await fault('refund', 'before');
    const { gateway, record } = bench.client();
    expect(await gateway.giveBack(wish, record)).toMatchObject({ kind: 'unknown_outcome' });
    expect(await gateway.readBack(wish, record)).toEqual({ kind: 'not_found' });
  });

  it('whose answer comes too late was given back all the same', async () => {
    const entry = await payOn(bench, orderOf('iade-5'));
    await settings({ answersAfterMs: { cancel: 2000 } });
    const [hasty, patient] = [bench.client({ deadlineMs: 300 }), bench.client()];
    const wish = returnOf(entry, { kind: 'cancel', reference: 'iade-6' });
    expect(await hasty.gateway.giveBack(wish, hasty.record)).toMatchObject({
      kind: 'unknown_outcome',
      cause: 'deadline',
    });
    expect(await patient.gateway.readBack(wish, patient.record)).toMatchObject({ kind: 'approved' });
  });

  it('is refused: more than is left, a card that takes nothing, «try later», another account’s', async () => {
    const { gateway, record } = bench.client();
    const entry = await payOn(bench, orderOf('iade-7'));
    const give = (what: Parameters<typeof returnOf>[1], of = entry) =>
      gateway.giveBack(returnOf(of, what), record);
    await give({ kind: 'refund', reference: 'iade-8', minor: 9000 });
    expect(await give({ kind: 'refund', reference: 'iade-9', minor: 1001 })).toMatchObject({
      kind: 'refused',
      reason: 'amount_unavailable',
      confirm: true,
    });
    await settings({ refusesRefunds: 'retryable' });
    expect(await give({ kind: 'refund', reference: 'iade-10', minor: 1 })).toMatchObject({
      reason: 'provider_refused',
    });
    const forGood = await payOn(bench, orderOf('iade-11'), { card: '5406670000000009' });
    expect(await give({ kind: 'cancel', reference: 'iade-12' }, forGood)).toMatchObject({
      kind: 'refused',
      code: '10246',
    });
    const { payment } = returnOf(entry, { kind: 'cancel', reference: 'x' });
    const other = {
      ...returnOf(entry, { kind: 'cancel', reference: 'iade-13' }),
      payment: { ...payment, providerPaymentId: '1' },
    };
    expect(await gateway.giveBack(other, record)).toMatchObject({ kind: 'refused', reason: 'not_found' });
  });

  it('by hand in the panel keeps a lost one of ours in doubt', async () => {
    const entry = await payOn(bench, orderOf('iade-14'));
    await bench.control('POST', `pages/${entry.token}/refund`, { minor: 500 });
    const { gateway, record } = bench.client();
    const wish = returnOf(entry, { kind: 'refund', reference: 'iade-15', minor: 500 });
    expect(await gateway.readBack(wish, record)).toMatchObject({
      kind: 'no_answer',
      cause: 'ambiguous_answer',
    });
  });
});

describe('news', () => {
  it('of a payment are signed for this account, and name the page', async () => {
    const { token } = await payOn(bench, orderOf('haber-1'));
    await expect.poll(() => sent.length, { timeout: 10_000 }).toBe(1);
    const [notice] = sent;
    const arrived = (signature: string | null) => ({
      contentType: 'application/json',
      bytes: new TextEncoder().encode(notice?.body ?? ''),
      signature,
    });
    const { gateway } = bench.client();
    expect(gateway.readNotice(arrived(notice?.headers['x-iyz-signature-v3'] ?? null))).toMatchObject({
      kind: 'notice',
      token,
    });
    expect(gateway.readNotice(arrived('0'.repeat(64)))).toEqual({ kind: 'nothing' });
  });

  it('come with the payer’s browser in a form', async () => {
    const { gateway, record } = bench.client();
    const opened = await gateway.openPage(orderOf('haber-2'), record);
    if (opened.kind !== 'opened') throw new Error('not opened');
    const form = new URLSearchParams({ action: 'pay' });
    const html = await (await fetch(opened.page.url, { method: 'POST', body: form })).text();
    const [, address] = /action="([^"]+)"/.exec(html) ?? [];
    const [, value = ''] = /name="token" value="([^"]+)"/.exec(html) ?? [];
    expect(address).toBe('http://127.0.0.1:9/return/secret');
    const bytes = new TextEncoder().encode(new URLSearchParams({ token: value }).toString());
    const contentType = 'application/x-www-form-urlencoded';
    expect(gateway.readReturn({ contentType, bytes })).toEqual({ kind: 'page', token: opened.page.token });
  });
});

it('over the limit the client waits, and says how long', async () => {
  await settings({ perMinute: 1 });
  const { gateway, record } = bench.client();
  expect(await gateway.retrieve(orderOf('limit-1'), 'x', record)).toEqual({ kind: 'not_paid' });
  expect(await gateway.retrieve(orderOf('limit-1'), 'x', record)).toMatchObject({ retryAfterMs: 60_000 });
  // From here on it does not even ask.
  expect(await gateway.retrieve(orderOf('limit-1'), 'x', record)).toMatchObject({ cause: 'unreachable' });
  expect(bench.sandbox.log()).toHaveLength(2);
});

import { describe, expect, test } from 'vitest';
import type { TransactionState } from '#db/schema/transactions.ts';
import { onlineCapabilities } from '#server/gateways/hosted-operations.ts';
import { payerFacts } from '#server/transactions/page-order.ts';
import { refundableItems } from '#server/transactions/refund-items.ts';
import { choiceOfInstallments, linkMisfit } from './fit-link.ts';
import { linkStatus } from './link-status.ts';
import { totalsOf } from './list-payouts.ts';
import { renewObstacle } from './renew-rule.ts';
import { visiblePayer } from './visible-payer.ts';

const EXPIRES = new Date('2026-03-04T10:30:00Z');
const before = new Date(EXPIRES.getTime() - 1);
const row = (state: TransactionState, outcomeReason: string | null = null) => ({
  state,
  outcomeReason,
  flags: [],
});

describe('how far a link is', () => {
  test.each<[TransactionState, string | null, Date, string]>([
    ['created', null, before, 'opening'],
    ['sending', null, before, 'opening'],
    ['awaiting', null, before, 'open'],
    ['awaiting', null, EXPIRES, 'watched'],
    ['awaiting', 'in_review', before, 'in_review'],
    ['approved', null, before, 'paid'],
    ['declined', 'review_rejected', before, 'rejected'],
    ['failed', 'link_expired', EXPIRES, 'expired'],
    ['failed', 'page_not_opened', before, 'failed'],
  ])('%s (%s) is %s', (state, reason, at, status) => {
    expect(linkStatus(row(state, reason), { expiresAt: EXPIRES }, at)).toBe(status);
  });
});

describe('another link is made in the place of one', () => {
  const payer = {
    ...{ name: 'Ayşe', surname: 'Işık', email: 'ayse@example.com', phone: '', identityNumber: null },
    ...{ address: '', city: '', country: '' },
  };
  const link = { expiresAt: EXPIRES, payer };

  test('that cannot be paid any more', () => {
    expect(renewObstacle(row('awaiting'), link, false, EXPIRES)).toBeNull();
    for (const state of ['failed', 'declined', 'cancelled'] as const)
      expect(renewObstacle(row(state), link, false, before)).toBeNull();
  });

  test('and never while it can be or was paid, may have been, or has been renewed', () => {
    expect(renewObstacle(row('awaiting'), link, false, before)).toBe('still_open');
    expect(renewObstacle(row('sending'), { ...link, expiresAt: null }, false, EXPIRES)).toBe('still_open');
    expect(renewObstacle(row('approved'), link, false, EXPIRES)).toBe('already_paid');
    expect(renewObstacle(row('awaiting', 'in_review'), link, false, EXPIRES)).toBe('in_review');
    const disputed = { ...row('awaiting'), flags: ['contradiction' as const] };
    expect(renewObstacle(disputed, link, false, EXPIRES)).toBe('disputed');
    expect(renewObstacle(row('failed'), link, true, EXPIRES)).toBe('already_renewed');
    const erased = { ...link, payer: { ...payer, name: '', surname: '', email: '' } };
    expect(renewObstacle(row('failed'), erased, false, EXPIRES)).toBe('payer_erased');
  });
});

describe('what a till can be asked for', () => {
  const till = onlineCapabilities({
    currencies: ['TRY'],
    maxAmountMinor: 9_999_999,
    installmentCounts: [1, 2, 3, 6],
    pageLivesMs: 1,
    watchedAfterMs: 1,
    accountingCalendar: { timeZone: 'Europe/Istanbul', cutOff: '00:00' },
    cancelEndsBeforeDayMs: 0,
    refundsItems: true,
  });
  const wish = { amount: { minor: 100, currency: 'TRY' as const }, items: [], installmentCounts: [1] };

  test.each([
    [{}, null],
    [{ amount: { minor: 0, currency: 'TRY' } }, 'amount_out_of_range'],
    [{ amount: { minor: 10_000_000, currency: 'TRY' } }, 'amount_above_limit'],
    [{ amount: { minor: 100, currency: 'USD' } }, 'currency_not_supported'],
    [{ installmentCounts: [1, 4] }, 'installments_not_supported'],
    [{ items: [{ name: 'a', isVirtual: true, priceMinor: 99 }] }, 'items_do_not_add_up'],
  ] as const)('%j: %s', (changes, kind) => {
    expect(linkMisfit({ ...wish, ...changes }, till)?.kind ?? null).toBe(kind);
  });

  test('is nothing without pages', () => {
    expect(linkMisfit(wish, { ...till, page: null })).toEqual({ kind: 'not_online' });
  });

  test('always lets a payer pay at once', () => {
    expect(choiceOfInstallments([6, 3, 3])).toEqual([1, 3, 6]);
  });
});

test('who pays is shown to those who deal with customers, hidden from support, and no business of an admin', () => {
  const payer = payerFacts.parse({
    ...{ name: 'Ayşe', surname: 'Işık', email: 'ayse@example.com', phone: '+905321112233' },
    ...{ identityNumber: '10000000146', address: 'Moda Cd. 1', city: 'İstanbul', country: 'Türkiye' },
  });
  for (const role of ['manager', 'accountant'] as const)
    expect(visiblePayer(role, payer)).toEqual({ ...payer, isMasked: false });
  expect(visiblePayer('support', payer)).toMatchObject({
    ...{ name: 'A***', surname: 'I***', email: 'a***@example.com', phone: '***********33' },
    ...{ identityNumber: '*********46', address: 'M***', isMasked: true },
  });
  expect(visiblePayer('admin', payer)).toBeNull();
});

test('of an item as much is left as was paid for it, less every refund of it that was made or may be', () => {
  const settled = [1, 2].map((number) => ({
    ...{ itemId: `item-${number}`, providerItemId: `${number}`, priceMinor: 500, paidMinor: 550 },
    ...{ commissionMinor: 0, feeMinor: 0, payoutMinor: 550 },
  }));
  const items = settled.map(({ itemId: id }) => ({ id, name: id, isVirtual: true, priceMinor: 500 }));
  const refund = (state: TransactionState, amountMinor: number, itemId: string | null) =>
    ({ kind: 'refund', state, amountMinor, itemId }) as const;
  const left = refundableItems(items, settled, [
    refund('approved', 100, 'item-1'),
    refund('unknown', 50, 'item-1'),
    refund('failed', 400, 'item-1'),
    refund('declined', 400, 'item-1'),
    { ...refund('approved', 300, null), kind: 'void' },
  ]);
  expect(left.map((item) => item.leftMinor)).toEqual([400, 550]);
});

test('payouts of several days add up per currency', () => {
  const day = { count: 1, paidMinor: 100, commissionMinor: 3, feeMinor: 1, blockedMinor: 0, payoutMinor: 96 };
  const rows = [
    { ...day, day: '2026-03-04' as const, currency: 'TRY' as const, refundedMinor: 0, expectedMinor: 96 },
    { ...day, day: null, currency: 'TRY' as const, refundedMinor: 10, expectedMinor: 86 },
    { ...day, day: '2026-03-04' as const, currency: 'EUR' as const, refundedMinor: 0, expectedMinor: 96 },
  ];
  expect(totalsOf(rows)).toMatchObject([
    { currency: 'TRY', count: 2, payoutMinor: 192, expectedMinor: 182 },
    { currency: 'EUR', count: 1, payoutMinor: 96 },
  ]);
});

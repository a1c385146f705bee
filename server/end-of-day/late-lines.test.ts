import { expect, it } from 'vitest';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { type BookMember, lateLines } from './late-lines.ts';

const ON_THE_DAY = new Date('2026-03-04T17:00:00Z');
const A_DAY_BEFORE = new Date('2026-03-03T17:00:00Z');
const member = (id: TransactionId, changes: Partial<BookMember>): BookMember => ({
  id,
  kind: 'sale',
  originalId: null,
  providerDate: null,
  sentAt: ON_THE_DAY,
  createdAt: ON_THE_DAY,
  number: null,
  acquirerId: null,
  cardBrand: 'visa',
  amountMinor: 5_00,
  currency: 'CAD',
  ...changes,
});
const late = (...members: BookMember[]) =>
  lateLines(
    members,
    { number: '012', bankDate: '2026-03-04' },
    {
      calendar: { timeZone: 'America/Toronto', cutOff: '00:00' },
      totalsBy: 'card_brand',
      names: CARD_BRANDS,
    },
  ).map((line) => line.id);

it('an operation is of an earlier book by the number on its slip, and by the bank’s day where that tells nothing', () => {
  expect(
    late(
      member('txn_own', { number: '012' }),
      member('txn_own_sent_before_midnight', { number: '012', sentAt: A_DAY_BEFORE }),
      member('txn_untold', {}),
      member('txn_other_number', { number: '011' }),
      member('txn_other_day', { sentAt: A_DAY_BEFORE }),
      // A void may quote the batch of its sale.
      member('txn_void', { kind: 'void', originalId: 'txn_own', number: '011' }),
      member('txn_late_void', { kind: 'void', originalId: 'txn_own', number: '011', sentAt: A_DAY_BEFORE }),
    ),
  ).toEqual(['txn_other_number', 'txn_other_day', 'txn_late_void']);
});

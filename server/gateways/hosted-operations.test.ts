import { expect, test } from 'vitest';
import type { HostedGateway, HostedReturn, PageOrder } from './hosted-gateway.ts';
import { createOnlineGateway } from './hosted-operations.ts';
import type { Evidence, TerminalOperation } from './terminal-gateway.ts';

const NOTHING: Evidence = {
  ...{ reference: null, providerDeviceId: null, amountMinor: null, currency: null, providerPaymentId: null },
  ...{ providerDate: null, authCode: null, rrn: null, stan: null, batchNumber: null, acquirerId: null },
  ...{ acquirerName: null, issuerId: null, tid: null, mid: null, bin: null, last4: null, cardType: null },
  ...{ saleNumber: null, entryMode: null, providerAt: null },
};
const unused = () => {
  throw new Error('Not part of this test');
};

function online(parts: Partial<HostedGateway>) {
  const capabilities: HostedGateway['capabilities'] = {
    currencies: ['TRY'],
    maxAmountMinor: 1,
    installmentCounts: [1, 12, 3],
    pageLivesMs: 1,
    watchedAfterMs: 2,
    accountingCalendar: { timeZone: 'Europe/Istanbul', cutOff: '00:00' },
    cancelEndsBeforeDayMs: 3,
    refundsItems: true,
  };
  const hosted: HostedGateway = {
    capabilities,
    ...{ openPage: unused, retrieve: unused, giveBack: unused, readBack: unused, readDay: unused },
    ...{ readReturn: unused, readNotice: unused, testConnection: unused },
    ...parts,
  };
  return createOnlineGateway(hosted, { serverIp: '203.0.113.7', signedIn: 'x-signature' });
}

const common = {
  attemptId: 'txn_2',
  reference: 'ref_2',
  providerDeviceId: 'online-1',
  amount: { minor: 500, currency: 'TRY' },
  original: {
    reference: 'ref_1',
    providerPaymentId: 'p1',
    providerDate: '2026-03-04',
    amount: { minor: 12_954, currency: 'TRY' },
    paymentType: 'card',
    surchargeMinor: 904,
    refundedMinor: 0,
    isVoided: false,
  },
  reason: null,
} as const;
const refund: TerminalOperation = {
  ...common,
  kind: 'refund',
  lines: [],
  notice: { phone: null, email: null },
  providerItemId: '77',
};

test('all that was paid is what a void takes back, and a refund may be of one item', async () => {
  const wishes: HostedReturn[] = [];
  const gateway = online({
    giveBack: async (wish) => {
      wishes.push(wish);
      return { kind: 'approved', evidence: NOTHING };
    },
  });
  await gateway.perform({ ...common, kind: 'void' }, unused);
  await gateway.perform(refund, unused);
  const payment = {
    amount: { minor: 12_954 },
    paidMinor: 12_954,
    providerPaymentId: 'p1',
    reference: 'ref_1',
  };
  expect(wishes).toMatchObject([
    { kind: 'cancel', reference: 'ref_2', payment, ip: '203.0.113.7' },
    { kind: 'refund', amount: { minor: 500 }, providerItemId: '77', payment },
  ]);
});

test('an answer of the account is of the one till it was asked for, unless it names another', async () => {
  const from = async (providerDeviceId: string | null) => {
    const evidence = { ...NOTHING, providerDeviceId };
    const gateway = online({ readBack: async () => ({ kind: 'approved', evidence }) });
    const reply = await gateway.query?.(refund, unused);
    return reply?.kind === 'approved' ? reply.evidence.providerDeviceId : null;
  };
  expect(await from(null)).toBe('online-1');
  expect(await from('another')).toBe('another');
});

test('no payment is put to it as if to a terminal', async () => {
  const sale = { ...refund, kind: 'sale' } as unknown as TerminalOperation;
  await expect(online({}).perform(sale, unused)).rejects.toThrow('no return of a payment');
});

test('a page is opened in the name of our server, and a notice read with the header it is signed in', async () => {
  const seen: object[] = [];
  const { pages } = online({
    openPage: async (order) => {
      seen.push(order);
      return { kind: 'not_opened', cause: 'deadline' };
    },
    readNotice: (notice) => {
      seen.push(notice);
      return { kind: 'nothing' };
    },
  });
  await pages?.open({ reference: 'ref_1' } as PageOrder, unused);
  pages?.readNotice({
    contentType: null,
    bytes: new Uint8Array(),
    header: (name) => (name === 'x-signature' ? 'abc' : null),
  });
  expect(seen).toMatchObject([{ reference: 'ref_1', ip: '203.0.113.7' }, { signature: 'abc' }]);
});

test('a till with pages is offered for links: many at a time, no card, and its bank ends its day by itself', () => {
  expect(online({}).capabilities).toMatchObject({
    page: { livesMs: 1, watchedAfterMs: 2, refundsItems: true },
    ...{ maxInstallmentCount: 12, cardNeededFor: [], batchClosedBy: 'bank', readsBankTotals: true },
    ...{ resultBy: 'answer', canQuery: true, voidEndsBeforeDayMs: 3 },
  });
});

import { expect, test } from 'vitest';
import { settle } from './settle.ts';
import { laboratory } from './testing.ts';

async function sell(lab: ReturnType<typeof laboratory>, over: Record<string, string> = {}) {
  lab.start({ DEVICEID: 'T-AUTO', ...over });
  await lab.pass(10_000);
  return lab.last();
}

test('transactions are numbered within their batch, and closing begins the next', async () => {
  const lab = laboratory();
  const numbers = async () => {
    const { batch, transaction } = await sell(lab);
    return [batch, transaction];
  };
  expect(await numbers()).toEqual([1, 1]);
  expect(await numbers()).toEqual([1, 2]);
  settle(lab.gateway, lab.gateway.devices.values(), lab.gateway.now());
  expect(await numbers()).toEqual([2, 1]);
});

test('what was not approved is in no batch', async () => {
  const lab = laboratory();
  const device = [...lab.gateway.devices.values()].find(({ deviceId }) => deviceId === 'T-AUTO');
  Object.assign(device ?? {}, { scenario: 'SIM-DECLINE' });
  expect(await sell(lab)).toMatchObject({ state: 'declined', batch: 0, transaction: 0 });
  expect(settle(lab.gateway, lab.gateway.devices.values(), lab.gateway.now())).toEqual([]);
});

test('the bank’s totals count sales, voids and refunds of each card type, and what is left of them', async () => {
  const lab = laboratory();
  const sales: Record<string, string>[] = [
    { AMT: '10.00' },
    { AMT: '20.00' },
    { AMT: '30.00' },
    { AMT: '40.00' },
    { AMT: '50.00' },
    { AMT: '1.00', REFUND: 'Y' },
  ];
  for (const over of sales) await sell(lab, over);
  const [, visa] = lab.gateway.ledger.entries();
  lab.cancel(visa?.secureId ?? '');
  await lab.pass(5000);
  const [closed] = settle(lab.gateway, lab.gateway.devices.values(), lab.gateway.now());
  expect(closed).toMatchObject({
    termId: 'RINK0001',
    deviceId: 'T-AUTO',
    batch: 1,
    settlementDate: '20260402',
  });
  const none = { voidCount: 0, voidMinor: 0, refundCount: 0, refundMinor: 0 };
  expect(closed?.totals).toEqual([
    { ...none, cardType: 'V', saleCount: 1, saleMinor: 2000, voidCount: 1, voidMinor: 2000, netMinor: 0 },
    { ...none, cardType: 'M', saleCount: 1, saleMinor: 3000, netMinor: 3000 },
    { ...none, cardType: 'A', saleCount: 1, saleMinor: 4000, netMinor: 4000 },
    { ...none, cardType: 'D', saleCount: 1, saleMinor: 5000, netMinor: 5000 },
    {
      ...none,
      cardType: 'I',
      saleCount: 1,
      saleMinor: 1000,
      refundCount: 1,
      refundMinor: 100,
      netMinor: 900,
    },
  ]);
});

test('a batch closes by itself at the cut-off, dated by the day that begins then', async () => {
  const lab = laboratory({ settings: { settlesAt: '00:00' } });
  await sell(lab);
  await lab.pass(14 * 3600 * 1000 - 60_000);
  expect(lab.gateway.ledger.closedBatches()).toEqual([]);
  expect((await sell(lab)).batch).toBe(1);
  await lab.pass(60_000);
  expect((await sell(lab)).batch).toBe(2);
  expect(lab.gateway.ledger.closedBatches()).toMatchObject([
    { batch: 1, closedAt: '2026-04-03T04:00:00.000Z', settlementDate: '20260403' },
  ]);
});

test('a sale that is on the terminal while its batch closes falls into the next', async () => {
  const lab = laboratory();
  await sell(lab);
  lab.start({ DEVICEID: 'T-AUTO' });
  await lab.pass(3000);
  settle(lab.gateway, lab.gateway.devices.values(), lab.gateway.now());
  await lab.pass(10_000);
  expect(lab.last()).toMatchObject({ batch: 2, transaction: 1 });
});

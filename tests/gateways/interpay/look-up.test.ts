import { expect, test } from 'vitest';
import { defaultSettings, type GatewaySettings } from './settings.ts';
import { laboratory, rink } from './testing.ts';

type Records = Record<string, string>[];

/** A laboratory in which some sessions have come to their end, one after the other. */
async function after(sessions: Record<string, string>[], settings = {}) {
  const lab = laboratory({ settings });
  for (const over of sessions) {
    lab.start({ DEVICEID: 'T-AUTO', ...over });
    await lab.pass(10_000);
  }
  const records = async (fields: Record<string, string>) =>
    ((await lab.lookUp(fields)).RECORDS ?? []) as Records;
  return { lab, records };
}

test('an approved sale is found by each of its keys', async () => {
  const { lab, records } = await after([{ INV: 'ORDER0001', AMT: '12.40' }, { AMT: '7.00' }]);
  const [sale] = lab.gateway.ledger.entries();
  const wanted = {
    REF: sale?.refNum,
    INV: 'ORDER0001',
    TYPE: 'S',
    AMT: '12.40',
    CODE: '0000',
    TEXT: 'APPROVED',
    APPR: 'Y',
    AUTH: sale?.auth,
    CARDTYPE: 'I',
    CARDMASK: '****4821',
    DEVICEID: 'T-AUTO',
    BATCH: '1',
    DATE: '2026-04-02',
    TIME: '10:00:06',
  };
  for (const [name, value] of Object.entries({
    INV: 'ORDER0001',
    REF: sale?.refNum ?? '',
    LAST4: '4821',
    AMT: '12.40',
    AUTH: sale?.auth ?? '',
  })) {
    expect(await records({ [name]: value })).toEqual([wanted]);
  }
  expect(await records({ APPR: 'Y', AMT: '12.40' })).toEqual([wanted]);
  expect(await records({ APPR: 'Y' })).toHaveLength(2);
});

test('what the bank declined is listed, what it was never asked is not', async () => {
  const { records } = await after([{ DEVICEID: 'SIM-ISSUER' }, { DEVICEID: 'SIM-OTHER' }]);
  expect(await records({ SKIP: '0' })).toMatchObject([{ CODE: '0205', TEXT: 'NSF', APPR: 'N', BATCH: '' }]);
  expect(await records({ APPR: 'N' })).toHaveLength(1);
});

test('a voided sale is one record that says so', async () => {
  const { lab, records } = await after([{ INV: 'VOIDED01' }]);
  lab.cancel(lab.last().secureId);
  await lab.pass(5000);
  expect(await records({ INV: 'VOIDED01' })).toMatchObject([{ TEXT: 'VOIDED', APPR: 'N', AMT: '12.40' }]);
});

test('ten records at a time, newest first', async () => {
  const { lab, records } = await after(
    Array.from({ length: 12 }, (_, at) => ({ INV: `PAGE${100 + at}`, AMT: '5.00' })),
  );
  const first = await records({ AMT: '5.00' });
  expect(first.map(({ INV }) => INV)).toEqual(Array.from({ length: 10 }, (_, at) => `PAGE${111 - at}`));
  expect((await records({ AMT: '5.00', SKIP: '10' })).map(({ INV }) => INV)).toEqual(['PAGE101', 'PAGE100']);
  expect((await lab.lookUp({ AMT: '5.00', SKIP: '12' })).CODE).toBe('8340');
});

test('8340 answers a search that finds nothing, 1000 one that asks nothing or nonsense', async () => {
  const { lab } = await after([{}]);
  expect((await lab.lookUp({ INV: 'NOTHING1' })).CODE).toBe('8340');
  expect((await lab.lookUp({})).CODE).toBe('1000');
  expect((await lab.lookUp({ AMT: '12.4' })).CODE).toBe('1000');
  expect((await lab.lookUp({ SUBTYPE: 'DL', INV: 'NOTHING1' })).CODE).toBe('9010');
  expect((await lab.lookUp({ PASS: 'guess', INV: 'NOTHING1' })).CODE).toBe('9128');
});

test('a sale appears after the lag, and not at all while terminal sales are hidden', async () => {
  const { lab, records } = await after([{ INV: 'LATE0001' }], { lookupLagMs: 120_000 });
  expect(await records({ INV: 'LATE0001' })).toEqual([]);
  await lab.pass(120_000);
  expect(await records({ INV: 'LATE0001' })).toHaveLength(1);
  lab.gateway.settings.lookupHidesSales = true;
  expect(await records({ INV: 'LATE0001' })).toEqual([]);
});

test('INV finds nothing where it is not stored with terminal sales', async () => {
  const { records } = await after([{ INV: 'UNSTORED1' }], { lookupKnowsInv: false });
  expect(await records({ INV: 'UNSTORED1' })).toEqual([]);
  expect(await records({ AMT: '12.40' })).toMatchObject([{ INV: '' }]);
});

test('records are groups in tag/value', async () => {
  const { lab } = await after([{ INV: 'GROUP001' }, { INV: 'GROUP001' }]);
  const query = `TERMID=${rink.termId}&PASS=${rink.pass}&TYPE=Q&SUBTYPE=T&INV=GROUP001`;
  const asking = lab.request({ method: 'GET', query, contentType: '' });
  await lab.pass(0);
  expect(asking.reply).toMatchObject({
    kind: 'text',
    text: expect.stringMatching(/^CODE=0000&TEXT=OK&TOTAL=2&RECORDS=\[REF=.*\]\[REF=.*\]&DATE=/),
  });
});

test('SETT reports the batches of the settlement days asked for, one record per card type', async () => {
  const { lab, records } = await after([{ AMT: '12.40' }, { AMT: '7.00' }, { AMT: '7.00' }], {
    settlesAt: '00:00',
  });
  lab.cancel(lab.last().secureId);
  await lab.pass(24 * 3600 * 1000);
  const days = { SETT: 'Y', STARTDATE: '20260403', ENDDATE: '20260403' };
  const found = await records(days);
  expect(found.map(({ CARDTYPE, NETAMT }) => [CARDTYPE, NETAMT])).toEqual([
    ['V', '7.00'],
    ['M', '0.00'],
    ['I', '12.40'],
  ]);
  expect(found[1]).toEqual({
    BATCH: '1',
    DEVICEID: 'T-AUTO',
    SETTDATE: '20260403',
    CARDTYPE: 'M',
    SALECNT: '1',
    SALEAMT: '7.00',
    VOIDCNT: '1',
    VOIDAMT: '7.00',
    REFCNT: '0',
    REFAMT: '0.00',
    NETAMT: '0.00',
    DATE: '2026-04-03',
    TIME: '00:00:00',
  });
  expect((await lab.lookUp({ ...days, STARTDATE: '20260402', ENDDATE: '20260402' })).CODE).toBe('8340');
  expect((await lab.lookUp({ ...days, STARTDATE: '20260404' })).CODE).toBe('1000');
});

test('the report of settled batches can be late, wrong, in another currency, or with a card type nobody knows', async () => {
  const { lab, records } = await after([{ AMT: '12.40' }, { AMT: '7.00' }], { settlesAt: '00:00' });
  await lab.pass(15 * 3600 * 1000);
  const report = async (settings: Partial<GatewaySettings>) => {
    Object.assign(lab.gateway.settings, { ...defaultSettings, settlesAt: '00:00', ...settings });
    const found = await records({ SETT: 'Y', STARTDATE: '20260403', ENDDATE: '20260403' });
    return found.map(({ CARDTYPE, NETAMT, CURRENCY }) => [CARDTYPE, NETAMT, CURRENCY]);
  };
  const [first, second] = await report({});
  expect([first, second]).toEqual([
    ['V', '7.00', undefined],
    ['I', '12.40', undefined],
  ]);
  expect(await report({ settlementOffMinor: -1 })).toEqual([['V', '6.99', undefined], second]);
  expect(await report({ settlementCurrency: 'USD' })).toEqual([
    ['V', '7.00', 'USD'],
    ['I', '12.40', 'USD'],
  ]);
  expect(await report({ settlementUnknownCard: true })).toEqual([['Z', '7.00', undefined], second]);
  expect(await report({ settlementLagMs: 2 * 3600 * 1000 })).toEqual([]);
  await lab.pass(2 * 3600 * 1000);
  expect(await report({ settlementLagMs: 2 * 3600 * 1000 })).toHaveLength(2);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { interpayAt } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

const line = (changes: object = {}) => ({
  ...{ BATCH: '7', DEVICEID: 'SIM-OK', SETTDATE: '20260403', CARDTYPE: 'V', SALECNT: '2', SALEAMT: '19.40' },
  ...{ REFCNT: '1', REFAMT: '7.00', NETAMT: '12.40' },
  ...changes,
});
const report = (...records: object[]): Told => ({ body: { CODE: '0000', TEXT: 'OK', RECORDS: records } });

async function read(says: (skip: number) => Told) {
  provider.onService = ({ text }) => says(Number(JSON.parse(text).SKIP ?? 0));
  const { gateway, record, exchanges } = interpayAt(provider.url, { settings: { settlementReport: true } });
  return { reply: await gateway.readBankTotals?.({ bankDate: '2026-04-02' }, record), exchanges };
}

describe('the bank’s report of a day (§10.4)', () => {
  it('says what is left of each kind of card', async () => {
    const { reply, exchanges } = await read(() =>
      report(line(), line({ CARDTYPE: 'I', NETAMT: '-3.00', BATCH: '8' })),
    );
    expect(reply).toEqual({
      kind: 'reported',
      figures: [
        {
          providerDeviceId: 'SIM-OK',
          batchNumber: '7',
          bankDate: '2026-04-02',
          cardBrand: 'visa',
          net: { minor: 1240, currency: 'CAD' },
        },
        {
          providerDeviceId: 'SIM-OK',
          batchNumber: '8',
          bankDate: '2026-04-02',
          cardBrand: 'interac',
          net: { minor: -300, currency: 'CAD' },
        },
      ],
    });
    expect(JSON.parse(provider.arrived[0]?.text ?? '')).toEqual({
      ...{ TERMID: 'T1E4S7T8', PASS: 'pa55-word', TYPE: 'Q', SUBTYPE: 'T', SETT: 'Y', JSON: 'Y' },
      ...{ STARTDATE: '20260402', ENDDATE: '20260403' },
    });
    expect(exchanges).toMatchObject([{ purpose: 'bank_totals', request: { PASS: '[removed]' } }]);
  });

  it('is read to its end, ten records at a time', async () => {
    const all = Array.from({ length: 23 }, (_, at) => line({ BATCH: String(at) }));
    const { reply } = await read((skip) => report(...all.slice(skip, skip + 10)));
    expect(reply).toMatchObject({ kind: 'reported' });
    expect(reply?.kind === 'reported' && reply.figures.map(({ batchNumber }) => batchNumber)).toEqual(
      all.map((_, at) => String(at)),
    );
    expect(provider.arrived.map(({ text }) => JSON.parse(text).SKIP)).toEqual([undefined, '10', '20']);
  });

  it('of exactly one page ends with the page that finds nothing', async () => {
    const all = Array.from({ length: 10 }, () => line());
    const { reply } = await read((skip) => (skip === 0 ? report(...all) : { body: { CODE: '8340' } }));
    expect(reply?.kind === 'reported' && reply.figures).toHaveLength(10);
  });

  it('is dated by the day it was settled on, the one after; a day nobody can read is none (§10.12)', async () => {
    const { reply } = await read(() =>
      report(
        ...['20260402', '20260401', '20260431', '2026-04-03', undefined].map((SETTDATE) =>
          line({ SETTDATE }),
        ),
      ),
    );
    expect(reply?.kind === 'reported' && reply.figures.map(({ bankDate }) => bankDate)).toEqual([
      '2026-04-01',
      '2026-03-31',
      null,
      null,
      null,
    ]);
  });

  it('is in the currency of the account, unless it names another one (§1.7)', async () => {
    const { reply } = await read(() => report(line(), line({ CURRENCY: 'usd' }), line({ CURRENCY: ' ' })));
    expect(reply?.kind === 'reported' && reply.figures.map(({ net }) => net)).toEqual([
      { minor: 1240, currency: 'CAD' },
      { minor: 1240, currency: 'USD' },
      { minor: 1240, currency: 'CAD' },
    ]);
  });

  it('that is not there is none', async () => {
    expect((await read(() => ({ body: { CODE: '8340' } }))).reply).toEqual({ kind: 'no_record' });
    expect((await read(() => ({ body: { CODE: '0000' } }))).reply).toEqual({ kind: 'no_record' });
  });

  it.each<[string, (skip: number) => Told, string]>([
    ['an amount nobody can read', () => report(line(), line({ NETAMT: '12,40' })), 'unreadable_answer'],
    ['no amount', () => report(line({ NETAMT: undefined })), 'unreadable_answer'],
    ['a currency nobody knows', () => report(line({ CURRENCY: '124' })), 'unreadable_answer'],
    ['no end', () => report(...Array.from({ length: 10 }, () => line())), 'unreadable_answer'],
    [
      'more on a page than there may be',
      () => report(...Array.from({ length: 11 }, () => line())),
      'unreadable_answer',
    ],
    [
      'a second page that fails',
      (skip) => (skip === 0 ? report(...Array.from({ length: 10 }, () => line())) : { status: 500 }),
      'provider_error',
    ],
    ['a broken connection', () => 'break', 'connection_lost'],
    ['a refusal of the credentials', () => ({ body: { CODE: '1001' } }), 'sign_in_failed'],
    ['a refusal of the question', () => ({ body: { CODE: '1000' } }), 'provider_error'],
  ])('with %s says nothing at all', async (_what, says, cause) => {
    expect((await read(says)).reply).toEqual({ kind: 'no_answer', cause });
  });

  it('is not offered by an account for which it is not proven (§10.11)', () => {
    expect(interpayAt(provider.url).gateway.readBankTotals).toBeNull();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { interpayAt, operations } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';
import type { TerminalOperation } from '../terminal-gateway.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

async function ask(told: Told, operation: TerminalOperation = operations.sale) {
  provider.onService = () => told;
  const deadlineMs = told === 'hang' ? 300 : 5000;
  const { gateway, record, exchanges } = interpayAt(provider.url, { deadlineMs });
  return { reply: await gateway.query?.(operation, record), exchanges };
}

const approved = (overrides: object = {}) => ({
  INV: '1234567890',
  REF: 'WP0123456789ABCD',
  AMT: '12.40',
  APPR: 'Y',
  CODE: '0000',
  TEXT: 'APPROVED',
  AUTH: '004311',
  CARDTYPE: 'I',
  CARDMASK: '************3259',
  DEVICEID: 'SIM-OK',
  BATCH: '7',
  ...overrides,
});
const refused = (overrides: object = {}) =>
  approved({ APPR: 'N', CODE: '0205', TEXT: 'NSF', AUTH: '', REF: 'WP2', ...overrides });
const found = (...records: object[]): Told => ({ body: { CODE: '0000', TEXT: 'OK', RECORDS: records } });
const noAnswer = (cause: string) => ({ kind: 'no_answer', cause, retryAfterMs: null });

describe('a look-up (§10)', () => {
  it('asks by INV, and says of one approved record all that it says', async () => {
    const { reply, exchanges } = await ask(found(approved()));
    expect(reply).toMatchObject({
      kind: 'approved',
      evidence: {
        reference: '1234567890',
        providerDeviceId: 'SIM-OK',
        amountMinor: 1240,
        currency: 'CAD',
        providerPaymentId: 'WP0123456789ABCD',
        authCode: '004311',
        cardBrand: 'interac',
        cardType: 'debit',
        last4: '3259',
        batchNumber: '7',
      },
    });
    expect(JSON.parse(provider.arrived[0]?.text ?? '')).toMatchObject({
      TYPE: 'Q',
      SUBTYPE: 'T',
      INV: '1234567890',
    });
    expect(exchanges).toMatchObject([{ purpose: 'query', request: { PASS: '[removed]' } }]);
  });

  it.each<[string, Told]>([
    ['under another name', { body: { CODE: '0000', TRANSACTIONS: [approved()] } }],
    [
      'in lower case and with a number',
      { body: { code: '0000', data: { rows: [{ inv: '1234567890', amt: 12.4, appr: 'y' }] } } },
    ],
    ['in tag/value', { body: 'CODE=0000&RECORDS=[INV=1234567890&AMT=12.40&APPR=Y]' }],
    ['among others', found(approved({ INV: '1234567891', AMT: '12.41' }), approved())],
    ['beside refused ones', found(refused(), refused({ AMT: '12.41' }), approved())],
  ])('finds a record %s', async (_how, told) => {
    expect((await ask(told)).reply).toMatchObject({ kind: 'approved' });
  });

  it.each([
    ['8340', { CODE: '8340', TEXT: 'NOTHING FOUND' }],
    ['no record at all', { CODE: '0000' }],
    ['a refused record with another amount', { CODE: '0000', RECORDS: [refused({ AMT: '12.41' })] }],
    ['a record without INV', { CODE: '0000', RECORDS: [approved({ INV: '' })] }],
    ['only what repeats the question', { CODE: '0000', INV: '1234567890', AMT: '12.40', APPR: 'Y' }],
  ])('that finds %s proves nothing (§10.9)', async (_what, body) => {
    expect((await ask({ body })).reply).toEqual({ kind: 'no_record' });
  });

  it.each([
    ['alone', []],
    ['beside one of the amount that was asked for (§10.10)', [approved()]],
    ['beside one that was refused or undone', [refused(), approved({ APPR: 'N', TEXT: 'VOIDED' })]],
  ])(
    'that finds money moved over another amount, %s, hands that on for the binding rule to refuse',
    async (_with, others) => {
      const { reply } = await ask(found(...others, approved({ AMT: '13.40', REF: 'WP9' })));
      expect(reply).toMatchObject({
        kind: 'approved',
        evidence: { reference: '1234567890', amountMinor: 1340, currency: 'CAD', providerPaymentId: 'WP9' },
      });
    },
  );

  it('that finds only refused ones is a decline, with its reason', async () => {
    expect((await ask(found(refused(), refused({ REF: 'WP3' })))).reply).toEqual({
      kind: 'declined',
      reason: 'insufficient_funds',
      code: '0205',
      text: 'NSF',
    });
  });

  it.each([
    ['two approved ones (§10.10)', [approved(), approved({ REF: 'WP9' })]],
    ['one that was undone', [approved({ APPR: 'N', TEXT: 'VOIDED' })]],
    ['one that was undone, over another amount', [approved({ APPR: 'N', TEXT: 'VOIDED', AMT: '13.40' })]],
    ['an approved one whose amount cannot be read', [approved({ AMT: '1,240' })]],
    ['an approved one whose text says no', [approved({ TEXT: 'DECLINED' })]],
    ['one whose two marks disagree', [approved({ APPR: 'N' })]],
    ['one without any mark', [approved({ APPR: '', CODE: '' })]],
    ['one of another terminal', [approved({ DEVICEID: 'SIM-TWO' })]],
    ['a refund in the place of a sale', [approved({ REFUND: 'Y' })]],
  ])('that finds %s is for a person', async (_what, records) => {
    expect((await ask(found(...records))).reply).toEqual(noAnswer('ambiguous_answer'));
  });

  it('of a refund wants a refund where the record says what it is', async () => {
    expect((await ask(found(approved({ REFUND: 'Y' })), operations.refund)).reply).toMatchObject({
      kind: 'approved',
    });
    expect((await ask(found(approved()), operations.refund)).reply).toMatchObject({ kind: 'approved' });
    expect((await ask(found(approved({ REFUND: 'N' })), operations.refund)).reply).toEqual(
      noAnswer('ambiguous_answer'),
    );
  });

  it('of a void looks at its sale: undone is done, whoever did it; anything else is not known yet', async () => {
    const ofSale = { INV: '1000000001' };
    const undone = approved({ ...ofSale, APPR: 'N', CODE: '0000', TEXT: 'Voided' });
    expect((await ask(found(undone), operations.void)).reply).toMatchObject({
      kind: 'approved',
      evidence: {
        reference: operations.void.reference,
        amountMinor: 1240,
        providerPaymentId: 'WP0123456789ABCD',
      },
    });
    expect(JSON.parse(provider.arrived[0]?.text ?? '')).toMatchObject(ofSale);
    expect((await ask(found(approved(ofSale)), operations.void)).reply).toEqual({ kind: 'no_record' });
    const other = [{ ...undone, AMT: '13.40' }, approved({ ...ofSale, AMT: '13.40' })];
    expect((await ask(found(...other), operations.void)).reply).toEqual({ kind: 'no_record' });
    expect((await ask({ body: { CODE: '8340' } }, operations.void)).reply).toEqual({ kind: 'no_record' });
    expect((await ask(found(undone, undone), operations.void)).reply).toEqual(noAnswer('ambiguous_answer'));
  });

  it.each<[Told, string]>([
    ['hang', 'deadline'],
    ['break', 'connection_lost'],
    [{ status: 500, body: '<html>' }, 'provider_error'],
    [{ status: 401 }, 'sign_in_failed'],
    [{ body: '<html>' }, 'unreadable_answer'],
    [{ body: '' }, 'unreadable_answer'],
    [{ body: { CODE: '1001' } }, 'sign_in_failed'],
    [{ body: { CODE: '9128' } }, 'sign_in_failed'],
    [{ body: { CODE: '9022' } }, 'sign_in_failed'],
    [{ body: { CODE: '9901' } }, 'provider_error'],
    [{ body: { CODE: '1000' } }, 'provider_error'],
  ])('that is answered with %j tells nothing', async (told, cause) => {
    expect((await ask(told)).reply).toEqual(noAnswer(cause));
  });

  it('is not offered by an account for which it is not proven (§10.11)', () => {
    expect(interpayAt(provider.url, { settings: { lookUp: false } }).gateway.query).toBeNull();
  });

  it('of nested and endless records ends', async () => {
    const deep = `{"CODE":"0000","A":${'['.repeat(20)}${']'.repeat(20)}}`;
    expect((await ask({ body: deep })).reply).toEqual({ kind: 'no_record' });
    const many = Array.from({ length: 5000 }, () => refused());
    expect((await ask(found(...many))).reply).toMatchObject({ kind: 'declined' });
  });
});

describe('a test of the connection', () => {
  const test = async (told: Told, settings = {}) => {
    provider.onService = () => told;
    const { gateway, record, exchanges } = interpayAt(provider.url, { settings });
    return { reply: await gateway.testConnection(record), exchanges };
  };

  it.each(['8340', '0000'])(
    'is good when a search that can find nothing is answered with %s',
    async (code) => {
      const { reply, exchanges } = await test({ body: { CODE: code } }, { lookUp: false });
      expect(reply).toEqual({ kind: 'ok', expiresAt: null });
      expect(JSON.parse(provider.arrived[0]?.text ?? '')).toMatchObject({ TYPE: 'Q', INV: '0000000000' });
      expect(exchanges).toMatchObject([{ credentials: 'accepted' }]);
    },
  );

  it.each<Told>([
    { body: { CODE: '1001' } },
    { body: { CODE: '9128' } },
    { body: { CODE: '9022' } },
    { status: 401 },
  ])('says that the credentials were refused: %j', async (told) => {
    const { reply, exchanges } = await test(told);
    expect(reply).toEqual({ kind: 'refused', reason: 'credentials' });
    expect(exchanges).toMatchObject([{ credentials: 'refused' }]);
  });

  it('decides nothing when nobody is there, or nothing usable comes back', async () => {
    expect((await test({ status: 500 })).reply).toEqual({ kind: 'no_answer', cause: 'silent' });
    expect((await test({ body: { CODE: '1000' } })).reply).toEqual({ kind: 'no_answer', cause: 'silent' });
    const { gateway, record } = interpayAt('https://nowhere.invalid/');
    expect(await gateway.testConnection(record)).toEqual({ kind: 'no_answer', cause: 'unreachable' });
  });
});

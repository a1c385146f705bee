import { describe, expect, it } from 'vitest';
import { approvedFields, called } from '#tests/support/called-interpay.ts';
import type { CalledOutcome } from '../callback.ts';
import { readCallback } from './callback.ts';

const ABOUT = { kind: 'sale', providerDeviceId: 'SIM-OK', currency: 'CAD' } as const;

const read = (fields: object, claims: 'success' | 'failure' = 'success') =>
  readCallback(called(fields, { claims }), ABOUT);

function outcomeOf(fields: object, claims: 'success' | 'failure' = 'success'): CalledOutcome {
  const reading = read(fields, claims);
  if (reading.kind !== 'outcome') throw new Error(`no outcome: ${reading.kind}`);
  return reading.outcome;
}

const approved = (overrides: object = {}) => outcomeOf(approvedFields(overrides));
const no = (CODE: string, TEXT: string, more: object = {}) =>
  outcomeOf(approvedFields({ CODE, TEXT, AUTH: undefined, RECEIPTS: undefined, ...more }), 'failure').result;

describe('the address that was hit', () => {
  it.each([
    ['success', '0000', 'APPROVED', false],
    ['failure', '0000', 'APPROVED', true],
    ['success', '8509', 'DECLINED', true],
    ['failure', '8509', 'DECLINED', false],
    ['failure', '0000', 'DECLINED', true],
    ['success', '0000', 'VOIDED', false],
    ['failure', '0000', 'VOIDED', false],
    ['success', '8514', 'VOIDED', false],
  ] as const)(
    '%s with %s %s disagrees with the data: %s, and proves nothing',
    (claims, CODE, TEXT, isMisdirected) => {
      const here = outcomeOf(approvedFields({ CODE, TEXT }), claims);
      expect(here.isMisdirected).toBe(isMisdirected);
      expect(here.result.kind).toBe(outcomeOf(approvedFields({ CODE, TEXT })).result.kind);
    },
  );
});

// §15.4: the table of §7, row by row.
describe('a classification (§7)', () => {
  // §15.4: 0000 with VOIDED; lower-case text.
  it.each(['VOIDED', 'voided', ' Voided ', 'REVERSED', 'VOIDED BY CLERK', 'VOIDED-12', 'vöidéd'])(
    '7.1 «%s» is an undone one, whatever its code',
    (TEXT) => {
      for (const code of ['0000', '8509', '8514', '1024']) {
        expect(no(code, TEXT)).toMatchObject({ kind: 'voided', code });
      }
    },
  );

  it.each([
    'VOIDEDX',
    'VOID NOT ALLOWED',
    'NOT VOIDED',
    'VOID',
    'REVERSEDLY',
    'UNREVERSED',
    'TRANSACTION VOIDED',
  ])('7.1 «%s» does not begin with the word and is none', (TEXT) => {
    expect(no('8514', TEXT).kind).not.toBe('voided');
    expect(no('0000', TEXT).kind).toBe('ambiguous');
  });

  it.each(['APPROVED', 'Approved', '', 'APPROUVÉ', 'OK', 'APPROVED 004311'])(
    '7.2 0000 with «%s» is approved',
    (TEXT) => {
      expect(approved({ TEXT }).result.kind).toBe('approved');
    },
  );

  it.each([
    ...[
      'DECLINED',
      'declined',
      'Déclinée',
      'REFUSED',
      'refusé',
      'ANNULÉ',
      'CANCELLED',
      'cancel',
      'VOID',
      'NOT REVERSED',
    ],
    ...['APPROVED - VOID', 'ＤＥＣＬＩＮＥＤ', 'DEC\u200bLINED', 'APPROVED, DECLINED'],
  ])('7.2a 0000 with «%s» contradicts itself and moves nothing', (TEXT) => {
    expect(approved({ TEXT }).result).toMatchObject({ kind: 'ambiguous', code: '0000' });
  });

  it.each(['CANCELED', 'Cancelled by customer', 'USER CANCEL', 'Annulé', 'TRANSACTION ANNULEE'])(
    '7.3 another code with «%s» is a cancellation',
    (TEXT) => {
      expect(no('8514', TEXT)).toMatchObject({ kind: 'cancelled', code: '8514', mentionsVoid: false });
      expect(no('8509', TEXT).kind).toBe('cancelled');
    },
  );

  it.each(['Customer', 'Merchant'])('7.3 so is one whose %s slip has the banner', (copy) => {
    const RECEIPTS = { [copy]: '<INV><B><LG><C>* CANCELED </C></LG></B></INV><BR/><C>00/00/0000</C>' };
    expect(no('8514', 'TRANSACTION FAILED', { RECEIPTS }).kind).toBe('cancelled');
  });

  it('7.3 a banner never touches an approval', () => {
    const RECEIPTS = { Customer: '<INV>CANCELED</INV>' };
    expect(approved({ RECEIPTS }).result.kind).toBe('approved');
  });

  it.each(['8509', '0205'])('7.4 %s is a decline', (code) => {
    expect(no(code, 'DECLINED')).toEqual({
      kind: 'declined',
      reason: 'other',
      code,
      text: 'DECLINED',
      checkDevice: false,
      mentionsVoid: false,
    });
  });

  it.each([
    ['8514', false],
    ['1024', true],
    ['8504', true],
    ['8513', true],
    ['9100', true],
    ['9128', true],
    ['9901', true],
    ['9001', false],
    ['1001', false],
    ['0001', false],
  ])('7.5 %s is a decline; the device has to be looked at: %s', (code, checkDevice) => {
    expect(no(code, 'COMM ERROR')).toMatchObject({ kind: 'declined', code, text: 'COMM ERROR', checkDevice });
  });

  it.each([
    ['NSF', 'insufficient_funds'],
    ['Insufficient funds', 'insufficient_funds'],
    ['EXPIRED CARD', 'expired_card'],
    ['CARTE EXPIRÉE', 'expired_card'],
    ['INCORRECT PIN', 'wrong_pin'],
    ['OVER LIMIT', 'limit_exceeded'],
    ['LOST CARD', 'lost_or_stolen'],
    ['PICKUP', 'lost_or_stolen'],
    ['TRANS NOT PERMITTED', 'not_permitted'],
    ['CALL HELP', 'other'],
    ['', 'other'],
    [undefined, 'other'],
  ])('of a decline because of «%s» is told as %s', (TEXT, reason) => {
    expect(no('0205', TEXT as string)).toMatchObject({ kind: 'declined', reason });
  });

  it('says when a «no» may be about a void instead', () => {
    expect(no('8514', 'VOID NOT ALLOWED')).toMatchObject({ kind: 'declined', mentionsVoid: true });
    expect(no('8514', 'VOID CANCELLED')).toMatchObject({ kind: 'cancelled', mentionsVoid: true });
  });

  // §15.4: declined with ACK=Y.
  it('is the same with ACK=Y, which comes with declines too', () => {
    expect(no('8514', 'FAILED', { ACK: 'Y' })).toEqual(no('8514', 'FAILED', { ACK: undefined }));
  });
});

// §15.4: §7.6. §15.2: a thin hit.
describe('what proves nothing', () => {
  it.each([
    ['a thin hit (§6.7)', { SecureID: 'a1b2c3d4e5f6g7h8i9j0', Status: '5000' }],
    ['no code', approvedFields({ CODE: undefined })],
    ['an empty code', approvedFields({ CODE: '' })],
    ['a code in words', approvedFields({ CODE: 'APPROVED' })],
    ['a code of five digits', approvedFields({ CODE: '00000' })],
    ['no SECUREID', approvedFields({ SECUREID: undefined })],
    ['a SECUREID that is none', approvedFields({ SECUREID: 'a b' })],
    ['no REQUESTID', approvedFields({ REQUESTID: '' })],
    ['a REQUESTID that is none', approvedFields({ REQUESTID: 'ref_1' })],
    ['an amount that is a list', approvedFields({ AMT: ['12.40'] })],
    ['a text that is an object', approvedFields({ TEXT: { A: 1 } })],
    ['a code that was given twice', approvedFields({ code: '8509' })],
    ['a text that was given twice', approvedFields({ text: 'DECLINED' })],
  ])('7.6 %s is a hint', (_what, fields) => {
    expect(read(fields)).toEqual({ kind: 'hint' });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>0000</html>'],
    ['fields nobody knows', '{"hello":"world"}'],
    ['a list of two', JSON.stringify([approvedFields(), approvedFields()])],
    ['a number', '0'],
    ['a cut body', JSON.stringify(approvedFields()).slice(0, -1)],
  ])('%s cannot be understood', (_what, body) => {
    expect(readCallback(called(body), ABOUT)).toEqual({ kind: 'unreadable' });
  });

  // §15.2: an oversized body.
  it('a body over one megabyte is not read', () => {
    const RECEIPTS = { Customer: 'x'.repeat(1024 * 1024) };
    expect(read(approvedFields({ RECEIPTS }))).toEqual({ kind: 'unreadable' });
  });
});

describe('what only describes never costs the outcome', () => {
  it.each([
    { AUTH: { A: 1 } },
    { ACK: [] },
    { CARDTYPE: {} },
    { CARDMASK: 'x'.repeat(1000) },
    { REFNUM: '\u0000' },
    { INV: { A: 1 } },
    { CUSTEMAIL: [] },
    { RECEIPTS: 'no markup at all' },
    { RECEIPTS: 17 },
    { RECEIPTS: [] },
    { NEW: { DEEP: [[[]]] } },
  ])('%j is left out', (overrides) => {
    expect(approved(overrides)).toMatchObject({
      reference: '1234567890',
      amountMinor: 1240,
      result: { kind: 'approved' },
    });
  });

  it('a text of any length is cut and cleaned, and still read whole', () => {
    const outcome = approved({ TEXT: `${'x'.repeat(2000)}\u0000DECLINED` });
    expect(outcome.result).toMatchObject({ kind: 'ambiguous', text: 'x'.repeat(500) });
    expect(no('8514', 'card 4543601234560006 \u202e')).toMatchObject({ text: 'card 454360******0006' });
  });
});

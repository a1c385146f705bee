import { describe, expect, it } from 'vitest';
import { SLIPS } from '#tests/support/called-interpay.ts';
import type { WireRecord } from './message.ts';
import { hasCancelledBanner, readSlips } from './slips.ts';

const BOTH = { customer: SLIPS.Customer, merchant: SLIPS.Merchant, dropped: [] };
const { Customer, Merchant } = SLIPS;

describe('slips (§6.3)', () => {
  it.each([
    ['an object', { RECEIPTS: { Customer, Merchant } }],
    ['an object in other letters', { RECEIPTS: { CUSTOMER: Customer, merchant: Merchant } }],
    ['a list of one', { RECEIPTS: [{ Customer, Merchant }] }],
    ['the text of an object', { RECEIPTS: JSON.stringify({ Customer, Merchant }) }],
    ['flattened with brackets', { 'RECEIPTS[CUSTOMER]': Customer, 'RECEIPTS[MERCHANT]': Merchant }],
    ['flattened with points', { 'RECEIPTS.CUSTOMER': Customer, 'RECEIPTS.MERCHANT': Merchant }],
    ['flattened with a line', { RECEIPTS_CUSTOMER: Customer, RECEIPTS_MERCHANT: Merchant }],
  ])('are read from %s', (_how, record) => {
    expect(readSlips(record)).toEqual(BOTH);
  });

  it.each<WireRecord>([
    {},
    { RECEIPTS: '' },
    { RECEIPTS: null },
    { RECEIPTS: {} },
    { RECEIPTS: { Customer: '' } },
  ])('that are not there are not missed: %j', (record) => {
    expect(readSlips(record)).toEqual({ customer: null, merchant: null, dropped: [] });
  });

  it.each(['<C>slip</C>', '[1,2]', '17', '{"Customer":'])('that are none are named: %s', (RECEIPTS) => {
    expect(readSlips({ RECEIPTS })).toEqual({ customer: null, merchant: null, dropped: ['slips'] });
  });

  it('of more than 256 KiB, or no text, are dropped and named; the other one stays', () => {
    const limit = 256 * 1024;
    expect(readSlips({ RECEIPTS: { Customer: 'x'.repeat(limit), Merchant } })).toMatchObject({ dropped: [] });
    for (const bad of ['x'.repeat(limit + 1), 'é'.repeat(limit / 2 + 1), { a: '1' }, ['a']]) {
      expect(readSlips({ RECEIPTS: { Customer: bad, Merchant } })).toEqual({
        customer: null,
        merchant: Merchant,
        dropped: ['customer_slip'],
      });
    }
    expect(readSlips({ RECEIPTS_MERCHANT: 'x'.repeat(limit + 1) }).dropped).toEqual(['merchant_slip']);
  });

  it('keep everything a database can, and nothing it cannot', () => {
    const hostile = '<script>alert(1)</script>\u0000<B onclick=x>&lt;\u001b@\ud800';
    expect(readSlips({ RECEIPTS: { Customer: hostile } }).customer).toBe(
      '<script>alert(1)</script><B onclick=x>&lt;\u001b@\ufffd',
    );
  });
});

describe('the banner of a cancelled slip (§7.3)', () => {
  it.each([
    '<INV><B><LG><C>* CANCELED </C></LG></B></INV><BR/>',
    '<INV><C>TRANSACTION CANCELLED</C></INV>',
    '<inv><b><c>annulé</c></b></inv>',
    '<C>Sale</C><BR/><INV><L>a</L><BR/><C>CANCELED *</C><BR/></INV>',
    '<INV class="x">CAN<B>CEL</B>ED</INV>',
    '<INV>CANCELED',
    '<INV>CANCELED < 5',
    '<INV><INV>a</INV>CANCELED</INV>',
  ])('is seen in %s', (slip) => {
    expect(hasCancelledBanner(slip)).toBe(true);
  });

  it.each([
    '<C>* CANCELED </C>',
    '<INV>SALE</INV><C>CANCELED</C>',
    '<INV>CAN</INV><INV>CELED</INV>',
    '<INV>CAN<BR/>CELED</INV>',
    '</INV>CANCELED',
    '<INVOICE>CANCELED</INVOICE>',
    '<INV title="CANCELED">SALE</INV>',
    'CANCELED',
    '',
  ])('is not seen in %s', (slip) => {
    expect(hasCancelledBanner(slip)).toBe(false);
  });

  it('is looked for in one scan, whatever the slip is made of', () => {
    const size = 256 * 1024;
    for (const part of [
      '<',
      '>',
      '<INV>',
      '</INV>',
      '<INV',
      '<INV>x<BR/>',
      'CANCE',
      '<INV><',
      '\u0301',
      '﷽',
    ]) {
      const began = process.cpuUsage();
      hasCancelledBanner(`<INV>${part.repeat(Math.floor(size / part.length))}`);
      expect(process.cpuUsage(began).user / 1000, part).toBeLessThan(1000);
    }
  });
});

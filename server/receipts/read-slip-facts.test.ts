import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkup } from './parse-markup.ts';
import { readSlipFacts } from './read-slip-facts.ts';
import { VECTOR } from './testing.ts';

const read = (markup: string) => readSlipFacts(parseMarkup(markup).receipt);

const SALE = [
  '<LG><C>North Rink</C></LG><BR/><C>12 Ice Street</C><BR/>',
  '<L>04/02/2026</L><R>09:05:17</R><BR/>',
  '<LG><C>Sale</C></LG><BR/>',
  '<LG><L>Trans #: 12</L><R>Batch #: 7</R></LG><BR/>',
  '<L>DEBIT</L><R>CHIP Contactless</R><BR/><L>************4242</L><BR/>',
  '<L>Reference Id:</L><R>a1b2c3d4e5f6g7h8i9j0</R><BR/>',
  '<L>AMOUNT:</L><R>$12.40</R><BR/>',
  '<L>Resp: APPROVED</L><R>Code: 012345</R><BR/><L>Ref #: 000987</L><BR/><L>Trace Number</L><R>000321</R><BR/>',
  '<L>App Name:</L><R>Interac</R><BR/><L>AID:</L><R>A0000002771010</R><BR/><L>TVR:</L><R>0080008000</R><BR/>',
  '<B><C>CUSTOMER COPY</C></B>',
].join('');

describe('what a terminal’s slip tells (§11.6)', () => {
  it('is read from the slip of a sale', () => {
    expect(read(SALE)).toEqual({
      date: '04/02/2026',
      time: '09:05:17',
      kindWord: 'Sale',
      transactionNumber: '12',
      batchNumber: '7',
      accountClass: 'DEBIT',
      entryMode: 'CHIP Contactless',
      last4: '4242',
      sessionReference: 'a1b2c3d4e5f6g7h8i9j0',
      responseText: 'APPROVED',
      authCode: '012345',
      hostReference: '000987',
      trace: '000321',
      applicationName: 'Interac',
      aid: 'A0000002771010',
      tvr: '0080008000',
      copy: 'customer',
      isCancelled: false,
    });
  });

  it('is read from a cancelled one, whose kind is empty', () => {
    expect(read(VECTOR)).toMatchObject({
      kindWord: null,
      transactionNumber: '12',
      batchNumber: '7',
      copy: 'merchant',
      isCancelled: true,
    });
  });

  it('is read from a French one too', () => {
    const french = [
      '<L>04/02/2026</L><R>09:05</R><BR/><LG><C>Vente</C></LG><BR/>',
      '<L>N° trans : 12</L><R>N° de lot : 7</R><BR/><L>CRÉDIT</L><R>Puce sans contact</R><BR/>',
      '<L>Rép. : APPROUVÉE</L><R>Code : 012345</R><BR/><B><C>COPIE CLIENT</C></B>',
    ].join('');
    expect(read(french)).toMatchObject({
      kindWord: 'Vente',
      transactionNumber: '12',
      batchNumber: '7',
      accountClass: 'CRÉDIT',
      entryMode: 'Puce sans contact',
      responseText: 'APPROUVÉE',
      authCode: '012345',
      copy: 'customer',
    });
  });

  it.each(['* CANCELED', 'Cancelled *', 'TRANSACTION ANNULÉE'])(
    'sees that an inverse «%s» ended it',
    (words) => {
      expect(read(`<INV><C>${words}</C></INV>`).isCancelled).toBe(true);
      expect(read(`<C>${words}</C>`).isCancelled).toBe(false);
    },
  );

  it('takes the first of each, and none longer than 64 signs', () => {
    expect(read(`<L>Batch #: 7</L><BR/><L>Batch #: 8</L>`).batchNumber).toBe('7');
    expect(read(`<L>Batch #: ${'7'.repeat(300)}</L>`).batchNumber).toHaveLength(64);
  });

  it('is nothing rather than an error, whatever was printed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<L>',
        '<R>',
        '<C>',
        '<LG>',
        '<INV>',
        '<BR/>',
        'Batch #:',
        'Code:',
        '04/02/2026',
        'CHIP',
        '****',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const value of Object.values(read(pieces.join('')))) {
          if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(64);
        }
      }),
    );
  });
});

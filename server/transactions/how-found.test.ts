import { describe, expect, it } from 'vitest';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { looseFields } from './how-found.ts';
import { readSearch } from './read-search.ts';

const found = {
  id: 'txn_01jqz3k4m5n6p7q8r9s0t1v2w3',
  last4: '2792',
  reference: 'ref_0417a',
  authCode: '603011',
  amount: { minor: 155_250, currency: 'TRY' },
  rrn: '602147997003',
  stan: '060301',
  providerPaymentId: null,
} as const;

const looseOf = (text: string) => looseFields(readSearch(text, makeListReader()).terms, found);

describe('how a search found the one operation', () => {
  it.each(['603011', '603 011', '6021 4799 7003', '060301', '2792 1.552,50', 'REF_0417A', 'stan:60301'])(
    '%j is what stands on its slip, or says what it is',
    (text) => {
      expect(looseOf(text)).toEqual([]);
    },
  );

  it('tells that a shorter number met the trace number of another payment', () => {
    expect(looseOf('60301')).toEqual([{ key: 'stan', value: '060301' }]);
    expect(looseOf('2792 60301')).toEqual([{ key: 'stan', value: '060301' }]);
  });

  it('tells that nothing of the payment itself is the number that was typed', () => {
    expect(looseOf('199')).toEqual([{ key: 'batch', value: null }]);
  });
});

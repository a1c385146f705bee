import { expect, test } from 'vitest';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { readSlips, withFacts } from './read-slips.ts';

const NONE = { batchNumber: null, rrn: null, stan: null, entryMode: null };
const slip = (facts: object) => ({
  content: { lines: [], mark: null },
  version: 3,
  facts: { ...NONE, ...facts },
});

test('the merchant’s copy is asked first, the customer’s for the rest', () => {
  const copies = { m: slip({ batchNumber: '17', stan: '9' }), c: slip({ batchNumber: '18', rrn: '5' }) };
  const read = (markup: string) => (markup === 'm' ? copies.m : copies.c);
  expect(readSlips({ customer: 'c', merchant: 'm' }, read)).toEqual({
    customer: copies.c,
    merchant: copies.m,
    facts: { batchNumber: '17', rrn: '5', stan: '9', entryMode: null },
  });
});

test('a copy that is missing, empty or not understood is none', () => {
  const nothing = { customer: null, merchant: null, facts: NONE };
  expect(readSlips({ customer: '', merchant: null }, () => slip({}))).toEqual(nothing);
  expect(readSlips({ customer: '<', merchant: '<' }, () => null)).toEqual(nothing);
});

test('what an approval says itself stands before what its slip says', () => {
  const told = { ...NONE, batchNumber: '21', rrn: '5', entryMode: 'chip' as const };
  expect(evidenceOf(withFacts(said({ batchNumber: '20', providerPaymentId: 'WP1' }), told))).toMatchObject({
    batchNumber: '20',
    rrn: '5',
    entryMode: 'chip',
    providerPaymentId: 'WP1',
  });
});

test('an approval that names no payment is known by its session', () => {
  expect(evidenceOf(withFacts(said({}), NONE))).toMatchObject({ providerPaymentId: 's-1' });
});

test('the slip of anything else changes nothing of it', () => {
  const declined = { ...said({}), result: { kind: 'voided', code: '0000', text: null } } as CalledOutcome;
  expect(withFacts(declined, { ...NONE, batchNumber: '21' })).toBe(declined);
});

function said(evidence: Partial<Evidence>): CalledOutcome {
  const nothing = { reference: '1', providerPaymentId: null, ...NONE } as Evidence;
  return {
    result: { kind: 'approved', evidence: { ...nothing, ...evidence }, isProven: true },
    reference: '1',
    sessionId: 's-1',
    isRefund: false,
    amountMinor: 100,
    isMisdirected: false,
    slips: { customer: null, merchant: null },
    dropped: [],
  };
}

function evidenceOf({ result }: CalledOutcome): Evidence | null {
  return result.kind === 'approved' ? result.evidence : null;
}

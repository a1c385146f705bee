import { expect, test } from 'vitest';
import { automaticStep } from './list-unresolved.ts';

const at = new Date('2026-03-04T10:03:00Z');
const row = { createdAt: new Date('2026-03-04T10:00:00Z'), nextQueryAt: at };
const silent = { ...row, device: { canQuery: false, resultBy: 'callback', isOnline: false } } as const;
const asked = { ...row, device: { canQuery: true, resultBy: 'answer', isOnline: false } } as const;

test('where the provider reports by itself nobody asks, and the end of the wait is known', () => {
  expect(automaticStep({ ...silent, state: 'sending' })).toEqual({ kind: 'delivery' });
  expect(automaticStep({ ...silent, state: 'awaiting' })).toEqual({ kind: 'callback', at });
});

test('where nobody can be asked an unknown operation is a matter for people, unless a doubt clears up by waiting', () => {
  expect(automaticStep({ ...silent, state: 'unknown', nextQueryAt: null })).toEqual({ kind: 'person' });
  expect(automaticStep({ ...silent, state: 'unknown' })).toEqual({ kind: 'doubt', at });
});

test('a provider that reports by itself and can be asked is asked once it is unknown', () => {
  const both = { ...row, device: { canQuery: true, resultBy: 'callback', isOnline: false } } as const;
  expect(automaticStep({ ...both, state: 'awaiting' })).toEqual({ kind: 'callback', at });
  expect(automaticStep({ ...both, state: 'unknown' })).toEqual({ kind: 'ask', at });
});

test('where the answer brings the result everything is as it was', () => {
  expect(automaticStep({ ...asked, state: 'sending' })).toEqual({ kind: 'answer' });
  expect(automaticStep({ ...asked, state: 'unknown' })).toEqual({ kind: 'ask', at });
  expect(automaticStep({ ...asked, state: 'unknown', nextQueryAt: null })).toEqual({ kind: 'none' });
});

import { describe, expect, it } from 'vitest';
import { APPROVAL_KINDS, APPROVAL_STATES } from '#db/schema/approvals.ts';
import { ROLES } from '#db/schema/memberships.ts';
import { ids } from '#tests/factories/ids.ts';
import { type Asked, flawOfStep, type Step, seesKind, waitsFor } from './approval-rule.ts';

const maker = ids.next('user');
const other = ids.next('user');
/** Works in every branch. */
const ALL = { branchIds: null };
const at = new Date('2026-05-04T10:00:00Z');
const later = new Date('2026-05-05T10:00:00Z');

function asked(changes: Partial<Asked> = {}): Asked {
  return { kind: 'refund', state: 'waiting', madeBy: maker, expiresAt: later, runsAt: null, ...changes };
}

const STEPS: readonly Step[] = ['accept', 'reject', 'withdraw'];

describe('a refund that waits', () => {
  it('is let happen by another manager alone', () => {
    for (const role of ROLES) {
      const flaw = flawOfStep(asked(), 'accept', { id: other, role, ...ALL }, at);
      expect(flaw, role).toBe(role === 'manager' ? null : 'not_yours');
    }
  });

  it('is never let happen or turned down by who asked for it, whatever their role', () => {
    for (const role of ROLES) {
      expect(flawOfStep(asked(), 'accept', { id: maker, role, ...ALL }, at)).toBe('own_request');
      expect(flawOfStep(asked({ runsAt: later }), 'reject', { id: maker, role, ...ALL }, at)).toBe(
        'own_request',
      );
    }
  });

  it('is taken back by who asked for it alone', () => {
    expect(flawOfStep(asked(), 'withdraw', { id: maker, role: 'accountant', ...ALL }, at)).toBeNull();
    expect(flawOfStep(asked(), 'withdraw', { id: other, role: 'manager', ...ALL }, at)).toBe(
      'not_own_request',
    );
  });

  it('is stopped by an accountant only where it would happen by itself', () => {
    const accountant = { id: other, role: 'accountant' as const, ...ALL };
    expect(flawOfStep(asked(), 'reject', accountant, at)).toBe('not_yours');
    expect(flawOfStep(asked({ runsAt: later }), 'reject', accountant, at)).toBeNull();
  });

  it('counts to the last instant before it expires, and not at it', () => {
    const person = { id: other, role: 'manager' as const, ...ALL };
    expect(waitsFor(asked(), person, new Date(later.getTime() - 1))).toBe(true);
    expect(flawOfStep(asked(), 'accept', person, later)).toBe('expired');
  });
});

it('nothing is done with a request that has ended, by anybody', () => {
  for (const state of APPROVAL_STATES.filter((one) => one !== 'waiting'))
    for (const kind of APPROVAL_KINDS)
      for (const role of ROLES)
        for (const id of [maker, other])
          for (const step of STEPS)
            expect(flawOfStep(asked({ state, kind }), step, { id, role, ...ALL }, at)).toBe('not_waiting');
});

it('limits are asked for by an administrator and let happen by another one or a manager', () => {
  const limit = asked({ kind: 'limit' });
  expect(flawOfStep(limit, 'accept', { id: other, role: 'admin', ...ALL }, at)).toBeNull();
  expect(flawOfStep(limit, 'accept', { id: other, role: 'manager', ...ALL }, at)).toBeNull();
  expect(flawOfStep(limit, 'accept', { id: maker, role: 'admin', ...ALL }, at)).toBe('own_request');
});

it('a role sees the kinds it has to do with: an administrator no refunds, an accountant no limits, support nothing', () => {
  expect(ROLES.filter((role) => seesKind({ id: other, role, ...ALL }, 'refund'))).toEqual([
    'accountant',
    'manager',
  ]);
  expect(ROLES.filter((role) => seesKind({ id: other, role, ...ALL }, 'limit'))).toEqual([
    'manager',
    'admin',
  ]);
});

it('who works in some branches only has nothing to do with limits, which are of the whole merchant', () => {
  const limited = { id: other, role: 'manager' as const, branchIds: [ids.next('branch')] };
  expect(seesKind(limited, 'limit')).toBe(false);
  expect(seesKind(limited, 'refund')).toBe(true);
});

import { expect, it } from 'vitest';
import { ROLES, type Role } from '#db/schema/memberships.ts';
import { ids } from '#tests/factories/ids.ts';
import { needsSecondAdmin } from './member-rule.ts';

const admin = ids.next('user');
const userId = ids.next('user');
const toRole = (role: Role) => ({ kind: 'role_change' as const, userId, role, branchIds: null });

it('nobody becomes, or stops being, a manager or administrator by one administrator alone', () => {
  const alone = ROLES.flatMap((before) =>
    ROLES.flatMap((role) => (needsSecondAdmin(toRole(role), before, admin) ? [] : `${before} ${role}`)),
  );
  expect(alone).toEqual([
    'support support',
    'support accountant',
    'accountant support',
    'accountant accountant',
  ]);
});

it('nobody changes their own role alone', () => {
  expect(needsSecondAdmin(toRole('support'), 'support', userId)).toBe(true);
});

it('whoever has to be shut out is so at once', () => {
  expect(needsSecondAdmin({ kind: 'disable', userId }, 'admin', admin)).toBe(false);
});

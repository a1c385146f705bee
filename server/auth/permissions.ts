import type { Role } from '#db/schema/memberships.ts';

/** Everything a person may be allowed to do for a merchant. Each screen, action and read names exactly one. */
export const PERMISSIONS = [
  'transactions:see',
  'transactions:ask',
  'sale:start',
  'void:start',
  'refund:start',
  'end-of-day:run',
  'reports:see',
  'receipts:print',
  'devices:see',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What is not listed is denied. */
const GRANTED: Record<Role, readonly Permission[]> = {
  support: ['transactions:see', 'transactions:ask', 'receipts:print'],
  accountant: [
    'transactions:see',
    'transactions:ask',
    'end-of-day:run',
    'reports:see',
    'receipts:print',
    'devices:see',
  ],
  manager: PERMISSIONS,
  admin: ['transactions:see', 'devices:see'],
};

/** Whether a role includes a permission. */
export function allows(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission);
}

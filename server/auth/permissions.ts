import type { Role } from '#db/schema/memberships.ts';

/** Everything a person may be allowed to do for a merchant. Each screen, action and read names exactly one. */
export const PERMISSIONS = [
  'transactions:see',
  'transactions:ask',
  'transactions:export',
  'views:share',
  'sale:start',
  'sale:abort',
  'void:start',
  'refund:start',
  'end-of-day:run',
  'resolution:make',
  'resolution:check',
  'reports:see',
  'variances:settle',
  'reports:review',
  'reports:approve',
  'days:reopen',
  'receipts:print',
  'devices:see',
  'connections:see',
  'connections:test',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What is not listed is denied. */
const GRANTED: Record<Role, readonly Permission[]> = {
  support: ['transactions:see', 'transactions:ask', 'receipts:print'],
  accountant: [
    'transactions:see',
    'transactions:ask',
    'transactions:export',
    'views:share',
    'end-of-day:run',
    'resolution:make',
    'reports:see',
    'variances:settle',
    'reports:review',
    'days:reopen',
    'receipts:print',
    'devices:see',
  ],
  // Credentials are the administrator's: a manager sees that they are there and how they are.
  manager: PERMISSIONS.filter((permission) => permission !== 'connections:test'),
  admin: ['transactions:see', 'devices:see', 'connections:see', 'connections:test'],
};

/** Whether a role includes a permission. */
export function allows(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission);
}

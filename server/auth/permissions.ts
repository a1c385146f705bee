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
  'refund:request',
  'refund:approve',
  'end-of-day:run',
  'end-of-day:plan',
  'resolution:make',
  'resolution:check',
  'reports:see',
  'variances:settle',
  'reports:review',
  'reports:approve',
  'days:reopen',
  'receipts:print',
  'slips:design',
  'devices:see',
  'connections:see',
  'connections:test',
  'approvals:see',
  'approvals:decide',
  'limits:see',
  'limits:set',
  'limits:check',
  'audit:read',
  'privacy:manage',
  'users:see',
  'users:manage',
  'users:invite-support',
  'branches:manage',
  'devices:manage',
  'connections:manage',
  'merchant:change',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The administrator's alone. */
const ADMINISTRATORS: ReadonlySet<Permission> = new Set([
  'connections:test',
  'slips:design',
  'users:manage',
  'branches:manage',
  'devices:manage',
  'connections:manage',
  'merchant:change',
  'privacy:manage',
  'limits:set',
]);

/** What is about the merchant as a whole: nobody has it who is limited to some of its branches. */
const OF_THE_WHOLE: ReadonlySet<Permission> = new Set([
  ...ADMINISTRATORS,
  'audit:read',
  'users:see',
  'users:invite-support',
  'connections:see',
  'limits:see',
  'limits:check',
]);

/** What is not listed is denied. */
const GRANTED: Record<Role, readonly Permission[]> = {
  support: ['transactions:see', 'transactions:ask', 'receipts:print'],
  accountant: [
    'transactions:see',
    'transactions:ask',
    'transactions:export',
    'views:share',
    // Asks for it; another person lets it happen.
    'refund:request',
    'end-of-day:run',
    // The hour of the day belongs to whoever may close it, not to the administrator, who does neither.
    'end-of-day:plan',
    'resolution:make',
    'reports:see',
    'variances:settle',
    'reports:review',
    'days:reopen',
    'receipts:print',
    'devices:see',
    'approvals:see',
    'audit:read',
  ],
  // Credentials are the administrator's: a manager sees that they are there and how they are. So is what every slip says, and who
  // works here, save that a manager may ask somebody in who only looks things up.
  manager: PERMISSIONS.filter((permission) => !ADMINISTRATORS.has(permission)),
  admin: [
    'transactions:see',
    'slips:design',
    'devices:see',
    'connections:see',
    'connections:test',
    'approvals:see',
    'approvals:decide',
    'limits:see',
    'limits:set',
    'limits:check',
    'audit:read',
    'privacy:manage',
    'users:see',
    'users:manage',
    'users:invite-support',
    'branches:manage',
    'devices:manage',
    'connections:manage',
    'merchant:change',
  ],
};

/** Whether somebody's role includes a permission, and their branches do. */
export function may(
  { role, branchIds }: { role: Role; branchIds: readonly unknown[] | null },
  permission: Permission,
): boolean {
  return allows(role, permission) && !(branchIds && OF_THE_WHOLE.has(permission));
}

/** Whether a role includes a permission. */
export function allows(role: Role, permission: Permission): boolean {
  return GRANTED[role].includes(permission);
}

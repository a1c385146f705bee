import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** What a merchant's ledger programme calls an account that entries are written to: its code or its name, as that programme wants. */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    merchantId: merchantIdColumn(),
    /** One of the targets of `server/journals/targets.ts`. */
    target: text('target').notNull(),
    /** What the account is for: one of the roles of `server/journals/account-role.ts`. */
    role: text('role').notNull(),
    account: text('account').notNull(),
    changedBy: idColumn('user', 'changed_by').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.target, t.role] })],
);

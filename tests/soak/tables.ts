/**
 * What may become of the rows of a table in a busy shop. `books`: they are the books, or the proof of what happened, and stay
 * (the law keeps them for ten years). `aged`: what takes them away again, by which clock. `level`: as many as there are things
 * in the shop, never more for being busy.
 */
export type Growth = { kind: 'books' } | { kind: 'aged'; by: string } | { kind: 'level' };

const books: Growth = { kind: 'books' };
const level: Growth = { kind: 'level' };
const aged = (by: string): Growth => ({ kind: 'aged', by });

/** Every table of ours. What is not here fails a soak. */
export const TABLES: Readonly<Record<string, Growth>> = {
  transactions: books,
  transaction_events: books,
  transaction_notes: books,
  split_sales: books,
  payment_links: books,
  resolutions: books,
  approvals: books,
  batches: books,
  batch_totals: books,
  day_totals: books,
  acquirer_totals: books,
  bank_readings: books,
  eod_runs: books,
  eod_reports: books,
  eod_lines: books,
  sign_offs: books,
  signed_days: books,
  variances: books,
  variance_steps: books,
  statements: books,
  statement_lines: books,
  receipts: books,
  receipt_prints: books,
  receipt_copies: books,
  receipt_links: books,
  audit_log: books,
  mails: books,
  // The rows are proof that something was said; what was said is taken out of them (RETENTION_MONTHS).
  exchanges: books,
  inbox: books,
  // Who made which file and how often it was fetched; the file itself is in `export_chunks`.
  exports: books,
  export_chunks: aged('the file’s own end, seven days'),
  // Wrong tries, forgotten as they are counted.
  address_tries: aged('the hours in which a try counts'),
  identities: level,
  sessions: aged('the retention, a month after their end'),
  password_resets: aged('the person’s next reset'),
  invitations: level,
  items: level,
  device_holds: level,
  devices: level,
  connections: level,
  branches: level,
  merchants: level,
  memberships: level,
  users: level,
  authenticators: level,
  recovery_codes: level,
  saved_views: level,
  slip_looks: level,
  ledger_accounts: level,
  export_schedules: level,
  close_plans: level,
  close_hours: level,
  limits: level,
  approval_rules: level,
  audit_heads: level,
};

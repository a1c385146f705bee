/** Why a statement of a migration may not run while the version before it serves people. */
export type MigrationFinding = { statement: string; why: string };

/** Tables that grow with every payment: what looks at all of their rows takes minutes. */
const BIG_TABLES: ReadonlySet<string> = new Set([
  'transactions',
  'transaction_events',
  'exchanges',
  'inbox',
  'audit_log',
  'receipts',
  'receipt_prints',
  'receipt_copies',
  'mails',
  'eod_lines',
  'statement_lines',
  'export_chunks',
  'items',
]);

type Rule = {
  pattern: RegExp;
  why: string;
  isFine?: (statement: string, made: ReadonlySet<string>) => boolean;
};

const onNewTable = (statement: string, made: ReadonlySet<string>) => made.has(tableOf(statement) ?? '');
const onSmallTable = (statement: string, made: ReadonlySet<string>) =>
  onNewTable(statement, made) || !BIG_TABLES.has(tableOf(statement) ?? '');

const RULES: readonly Rule[] = [
  {
    pattern: /\badd column\b(?![^,;]*\bdefault\b)[^,;]*\bnot null\b/i,
    why: 'The version before writes rows without this column: give it a default, or let it be null.',
    isFine: onNewTable,
  },
  {
    pattern: /\bdrop column\b|\brename (?:column|to)\b|\bdrop table\b/i,
    why: 'The version before still reads it: stop using it in one release, remove it in the next.',
  },
  {
    pattern: /\balter column\b.*\b(?:set data )?type\b/is,
    why: 'It rewrites the table under a lock that stops everybody: add a column, copy, switch, remove.',
    isFine: onNewTable,
  },
  {
    pattern: /\balter type\b|\bcreate type\b/i,
    why: 'Kinds are texts here, checked by the program: a type of the database changes for both versions at once.',
  },
  {
    pattern: /\bset not null\b/i,
    why: 'It reads the whole table under a lock: add a check «not valid», validate it in a later migration.',
    isFine: onNewTable,
  },
  {
    pattern: /\badd constraint\b(?!.*\bnot valid\b).*\b(?:check|foreign key)\b/is,
    why: 'It reads the whole table under a lock: add it «not valid», and validate it in a later migration.',
    isFine: onSmallTable,
  },
  {
    pattern: /\badd constraint\b(?!.*\busing index\b).*\b(?:unique|primary key)\b/is,
    why: 'It builds an index under a lock: create the index first, in a migration of its own.',
    isFine: onSmallTable,
  },
  {
    pattern: /\bcreate (?:unique )?index\b(?! if not exists\b)/i,
    why: 'It stops writing until it is built: «create index if not exists» in a migration of nothing else is built beforehand, concurrently.',
    isFine: onSmallTable,
  },
  {
    pattern: /^\s*(?:update|delete from)\b/i,
    why: 'It locks every row it changes until the end: do it in steps by a job, and let both versions bear both.',
    isFine: (statement) => !BIG_TABLES.has(tableOf(statement) ?? ''),
  },
  { pattern: /^\s*lock table\b/i, why: 'It stops everybody.' },
];

/**
 * What in a migration blocks or breaks the version that still runs. A statement under a line `-- safe: why` is let through: who
 * writes that has thought about it, and it is read with the change.
 */
export function judgeMigration(sql: string): MigrationFinding[] {
  const statements = statementsOf(sql);
  const made = new Set(
    statements.flatMap((one) => /\bcreate table (?:if not exists )?"?(\w+)/i.exec(one)?.[1] ?? []),
  );
  const findings = statements
    .filter((one) => !/^\s*--\s*safe: \S/im.test(one))
    .map((one) => one.replace(/^\s*--.*$/gm, '').trim())
    .flatMap((statement) =>
      RULES.filter(({ pattern, isFine }) => pattern.test(statement) && !isFine?.(statement, made)).map(
        ({ why }) => ({
          statement: statement.replace(/\s+/g, ' ').slice(0, 120),
          why,
        }),
      ),
    );
  const ahead = statements.filter((one) => isIndexAhead(one));
  const isMixed = ahead.length > 0 && ahead.length < statements.length;
  return isMixed
    ? [
        ...findings,
        {
          statement: 'create index if not exists',
          why: 'Indexes that are built beforehand stand in a migration of their own.',
        },
      ]
    : findings;
}

/** Whether it is an index on a big table that can be built before the migration. */
export function isIndexAhead(statement: string): boolean {
  return (
    /\bcreate (?:unique )?index if not exists\b/i.test(statement) && BIG_TABLES.has(tableOf(statement) ?? '')
  );
}

/** Statements in their order; the bodies of functions stay whole. */
export function statementsOf(sql: string): string[] {
  return sql
    .split('--> statement-breakpoint')
    .flatMap((part) => (part.includes('$$') ? [part] : part.split(/;\s*$/m)))
    .map((one) => one.trim())
    .filter((one) => one.replace(/^\s*--.*$/gm, '').trim() !== '');
}

function tableOf(statement: string): string | null {
  const found =
    /\b(?:alter table(?: if exists)?(?: only)?|update(?: only)?|delete from|create (?:unique )?index[^(]*? on(?: only)?)\s+(?:"?public"?\.)?"?(\w+)/i.exec(
      statement,
    );
  return found?.[1] ?? null;
}

import { readExpression } from './expression.ts';
import type { Reader } from './lexer.ts';
import type { TableDefinition } from './schema.ts';
import type { Compiled, Env, LockMode, Scope } from './scope.ts';

/** A select written as text: inside another statement, or sent as it is. */
export type Select = {
  isAny(env: Env): boolean;
  /** The values of its first column. */
  column(env: Env): unknown[];
  /** Its rows under the names of its columns. */
  rows(env: Env): Record<string, unknown>[];
};

/** Where tables are found while SQL is compiled; set once when the schema is read. */
export const catalog: { find(name: string): TableDefinition } = {
  find: (name) => {
    throw new Error(`No table ${name}`);
  },
};

/** Compiles `select … [from one table] [where …] [for share | for update]`. */
export function compileSelect(reader: Reader, outer: Scope | null): Select {
  reader.expect('select');
  // What is selected comes before where it comes from, so the table is looked up first.
  const table = findFrom(reader);
  const scope: Scope = { slots: table ? [table] : [], outer };
  const items: { name: string; value: Compiled }[] = [];
  do {
    const value = readExpression(reader, scope);
    items.push({ name: reader.take('as') ? reader.name() : `column${items.length + 1}`, value });
  } while (reader.take(','));
  if (table) {
    reader.expect('from');
    reader.name();
    reader.take('as');
    if (!isEndOfFrom(reader)) reader.name();
  }
  const where = reader.take('where') ? readExpression(reader, scope) : null;
  const lock = reader.take('for', 'share') ? 'share' : reader.take('for', 'update') ? 'update' : null;
  const isAggregate = items.some((item) => item.value.isAggregate);

  const matches = (env: Env) => (table ? scanFor(env, table.table, where, lock) : [inner(env, [])]);
  const rows = (env: Env) => {
    const found = matches(env);
    const results = isAggregate ? [{ ...inner(env, [null]), group: found }] : found;
    return results.map((one) => Object.fromEntries(items.map((item) => [item.name, item.value.run(one)])));
  };
  return {
    isAny: (env) => matches(env).length > 0,
    rows,
    column: (env) => rows(env).map((row) => Object.values(row)[0]),
  };
}

function scanFor(env: Env, table: TableDefinition, where: Compiled | null, lock: LockMode | null): Env[] {
  const { reads } = env;
  const probe = inner(env, [null]);
  const lookups = (where?.equalities ?? [])
    .filter((one) => one.slot === 0 && one.uses === 0)
    .map((one) => ({ property: one.property, value: one.run(probe) }));
  const found: Env[] = [];
  for (const entry of reads.scan(table, lookups)) {
    const row = reads.rowOf(entry);
    if (!row || !reads.isVisible(table, row)) continue;
    const at = inner(env, [row]);
    if (where && where.run(at) !== true) continue;
    if (lock) reads.lock(entry, lock);
    found.push(at);
  }
  return found;
}

function inner(env: Env, rows: Env['rows']): Env {
  return { rows, outer: env, values: env.values, group: null, reads: env.reads };
}

function findFrom(reader: Reader) {
  let depth = 0;
  for (let ahead = 0; ; ahead++) {
    const token = reader.peek(ahead);
    if (token.kind === 'end') return null;
    if (token.text === '(') depth += 1;
    if (token.text === ')' && --depth < 0) return null;
    if (depth > 0 || token.kind !== 'word' || token.text !== 'from') continue;
    if (reader.peek(ahead - 1).text === 'distinct') continue;
    const name = reader.peek(ahead + 1).text;
    let alias = reader.peek(ahead + 2);
    if (alias.text === 'as') alias = reader.peek(ahead + 3);
    const isAlias = (alias.kind === 'word' && !ENDS_FROM.has(alias.text)) || alias.kind === 'name';
    return { name: isAlias ? alias.text : name, table: catalog.find(name) };
  }
}

const ENDS_FROM = new Set(['where', 'for', 'limit', 'order', 'group']);

function isEndOfFrom(reader: Reader): boolean {
  const token = reader.peek();
  return token.kind === 'end' || token.kind === 'sign' || ENDS_FROM.has(token.text);
}

import { Column, is, Param, SQL, StringChunk, Table } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';

/** A query or a part of one as text, with `$` wherever a value stands. */
export type Rendered = { text: string; values: unknown[] };

/** Writes what the query builder holds as the text it would send, values left as they are in the program. */
export function render(part: unknown): Rendered {
  const values: unknown[] = [];
  return { text: write(part, values), values };
}

function write(part: unknown, values: unknown[]): string {
  if (typeof part !== 'object' || part === null) return part === undefined ? '' : value(part, values);
  let writer = writers.get(part.constructor);
  if (!writer) {
    writer = writerOf(part);
    writers.set(part.constructor, writer);
  }
  return writer(part, values);
}

type Writer = (part: object, values: unknown[]) => string;

/** How each class of the query builder is written: looked up by class, because asking «is it a …» is slow. */
const writers = new Map<unknown, Writer>();

function writerOf(part: object): Writer {
  if (is(part, StringChunk)) return (one) => (one as StringChunk).value.join('');
  if (is(part, SQL)) {
    return (one, values) => {
      let text = '';
      for (const chunk of (one as SQL).queryChunks) text += write(chunk, values);
      return text;
    };
  }
  if (is(part, Column)) return (one) => columnName(one as Column);
  if (is(part, Param)) return (one, values) => value((one as Param).value, values);
  if (is(part, SQL.Aliased)) return (one, values) => write((one as SQL.Aliased).sql, values);
  if (is(part, Table)) return (one) => `"${nameOf(one as Table)}"`;
  if (Array.isArray(part)) {
    return (one, values) => `(${(one as unknown[]).map((each) => write(each, values)).join(', ')})`;
  }
  if ('getSQL' in part) return (one, values) => write((one as { getSQL(): SQL }).getSQL(), values);
  return value;
}

const columnNames = new WeakMap<Column, string>();

function columnName(column: Column): string {
  let name = columnNames.get(column);
  if (name === undefined) {
    name = `"${nameOf(column.table)}"."${column.name}"`;
    columnNames.set(column, name);
  }
  return name;
}

function value(one: unknown, values: unknown[]): string {
  values.push(one);
  return '$';
}

const names = new WeakMap<object, string>();

/** What a table is called in the database. */
export function nameOf(table: Table): string {
  let name = names.get(table);
  if (name === undefined) {
    if (!is(table, PgTable)) throw new Error('Not a table of PostgreSQL');
    name = getTableConfig(table).name;
    names.set(table, name);
  }
  return name;
}

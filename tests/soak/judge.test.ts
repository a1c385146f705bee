import { readdirSync } from 'node:fs';
import path from 'node:path';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import { TABLES } from './tables.ts';

/** Two hours of a figure, minute by minute. */
function samplesOf(name: string, at: (minute: number) => number) {
  return Array.from({ length: 120 }, (_, minute) => ({ minute, of: { [name]: at(minute) } }));
}

function holds(name: string, at: (minute: number) => number): boolean | undefined {
  return judge(samplesOf(name, at)).find((verdict) => verdict.name === name)?.holds;
}

/** What is used between two collections. */
const sawtooth = (minute: number) => (minute % 4) * 40;

test('memory that warms up and then stays is level, whatever is collected in between', () => {
  expect(holds('memory portal MB', (minute) => 300 + Math.min(minute, 40) * 5 + sawtooth(minute))).toBe(true);
});

test('memory that goes on growing is found, also behind a sawtooth', () => {
  expect(holds('memory portal MB', (minute) => 300 + minute * 1.5 + sawtooth(minute))).toBe(false);
});

test('a connection that is lost every ten minutes is found', () => {
  expect(holds('connections vezne', (minute) => 20 + Math.floor(minute / 10))).toBe(false);
  expect(holds('connections vezne', (minute) => 20 + (minute % 3))).toBe(true);
});

test('the books may grow, what there are as many of as things in the shop may not, and what is in no list is found', () => {
  expect(holds('rows transactions', (minute) => minute * 40)).toBe(true);
  expect(holds('rows device_holds', (minute) => minute * 40)).toBe(false);
  expect(holds('rows device_holds', () => 3)).toBe(true);
  expect(holds('rows something_new', () => 3)).toBe(false);
});

test('every table of ours is in the list, and no other', async () => {
  const names = readdirSync(path.resolve('db/schema')).filter((name) => name.endsWith('.ts'));
  const files = await Promise.all(names.map((name) => import(path.resolve('db/schema', name))));
  const tables = files.flatMap((file) =>
    Object.values(Object(file)).filter((value): value is PgTable => is(value, PgTable)),
  );
  expect([...new Set(tables.map((table) => getTableName(table)))].sort()).toEqual(Object.keys(TABLES).sort());
});

import { readdirSync, readFileSync } from 'node:fs';
import { compileExpression } from './expression.ts';
import type { TableDefinition } from './schema.ts';
import type { Compiled, Scope } from './scope.ts';
import { catalog } from './subselect.ts';

/** A rule of a trigger: when it holds of the new and old row, the write is refused with this error. */
export type Guard = {
  when: Compiled | null;
  rules: readonly { refuses: Compiled; code: string; text: string }[];
};

/** What triggers and policies of the migrations do to writes and reads, by table. */
export type Guards = {
  beforeInsert: (table: string) => readonly Guard[];
  beforeUpdate: (table: string) => readonly Guard[];
  appendOnly: ReadonlySet<string>;
  /** Which rows a scope may see, where that is not simply the merchant's. */
  policies: ReadonlyMap<string, readonly Compiled[]>;
};

const MIGRATIONS = new URL('../../../db/migrations/', import.meta.url);

/**
 * Reads triggers and row policies out of the migrations, in order, later ones replacing earlier ones. Throws when a
 * migration has one of a form it cannot read, so that no guard of the real database is missing here unnoticed; what it says is
 * read when a history first writes to its table, and throws then.
 */
export function readGuards(): Guards {
  const files = readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const sql = files
    .map((file) => readFileSync(new URL(file, MIGRATIONS), 'utf8'))
    .join('\n')
    .replace(/--[^\n]*/g, '')
    // What replaces a trigger of the same name is read as one more of them: a history only ever meets more refusals.
    .replace(
      /DROP TRIGGER append_only ON (\w+);(?=\s*CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON \1 )/g,
      '',
    )
    // What keeps sums refuses nothing, and no history reads them; those of a real database are held against its rows.
    .replace(/CREATE TRIGGER keep_\w+ AFTER [^;]*;/g, '');
  const functions = readFunctions(sql);
  const found = { insert: new Map<string, (() => Guard)[]>(), update: new Map<string, (() => Guard)[]>() };
  let triggers = 0;
  for (const match of sql.matchAll(TRIGGER)) {
    triggers += 1;
    const [, , events = '', table = '', when, name = ''] = match;
    const body = functions.get(name);
    if (body === undefined) throw new Error(`A trigger calls ${name}, which no migration defines`);
    for (const event of ['insert', 'update'] as const) {
      if (!events.toLowerCase().includes(event)) continue;
      const ofEvent = body.replaceAll('TG_OP', `'${event.toUpperCase()}'`);
      const guard = () => compileGuard(catalog.find(table), when ?? null, ofEvent);
      found[event].set(table, [...(found[event].get(table) ?? []), guard]);
    }
  }
  const appendOnly = readAppendOnly(sql);
  const inLoop = [...sql.matchAll(/EXECUTE format\('CREATE TRIGGER/g)].length;
  const declared = [...sql.matchAll(/CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER/gi)].length;
  if (declared !== triggers + inLoop || /\b(?:DROP|ALTER) (?:TRIGGER|POLICY|FUNCTION)\b/i.test(sql)) {
    throw new Error('A migration has a trigger of a form the simulation cannot read');
  }
  return {
    beforeInsert: readWhenMet(found.insert),
    beforeUpdate: readWhenMet(found.update),
    appendOnly,
    policies: readPolicies(sql),
  };
}

function readWhenMet(found: ReadonlyMap<string, readonly (() => Guard)[]>) {
  const met = new Map<string, readonly Guard[]>();
  return (table: string): readonly Guard[] => {
    const guards = met.get(table) ?? (found.get(table) ?? []).map((read) => read());
    met.set(table, guards);
    return guards;
  };
}

// A trigger of some columns is read as one of all: a history only ever meets more refusals.
const TRIGGER =
  /CREATE TRIGGER (\w+) BEFORE ((?:INSERT|UPDATE|DELETE)(?: OR (?:INSERT|UPDATE|DELETE))*)(?: OF \w+(?:, \w+)*)? ON "?(\w+)"? FOR EACH ROW\s+(?:WHEN \(([^;]*)\)\s+)?EXECUTE FUNCTION (\w+)\(\)/gi;

/** The body of each trigger function; the last definition of a name counts. */
function readFunctions(sql: string): Map<string, string> {
  const pattern =
    /CREATE (?:OR REPLACE )?FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE plpgsql AS \$\$\s*BEGIN([\s\S]*?)END \$\$/gi;
  return new Map([...sql.matchAll(pattern)].map(([, name = '', body = '']) => [name, body]));
}

function compileGuard(table: TableDefinition, when: string | null, body: string): Guard {
  const scope: Scope = {
    slots: [
      { name: 'new', table },
      { name: 'old', table },
    ],
    outer: null,
  };
  const rule = /IF\s([\s\S]*?)\sTHEN\s+RAISE EXCEPTION '([^']*)'\s+USING ERRCODE = '(\w+)';\s*END IF;/gi;
  const always = /RAISE EXCEPTION '([^']*)'(?:, TG_TABLE_NAME)?\s+USING ERRCODE = '(\w+)';/gi;
  // Nobody in a history is the owner of a table.
  const ofOthers = body.replace(/IF [^;]*?\bis_owner_of\(TG_RELID\)[^;]*?THEN\s+RETURN NEW;\s*END IF;/gi, '');
  const unruled = ofOthers.replace(rule, '');
  const rest = unruled
    .replace(always, '')
    // No history signs a day: there is nobody to wait for.
    .replace(/PERFORM pg_advisory_xact_lock(?:_shared)?\([^;]*\);/gi, '')
    .replace(/RETURN (?:NEW|OLD);/gi, '')
    .trim();
  if (rest !== '')
    throw new Error(`The simulation cannot read this part of a trigger: ${rest.slice(0, 200)}`);
  return {
    when: when === null ? null : compileExpression(when, scope),
    rules: [
      ...[...ofOthers.matchAll(rule)].map(([, condition = '', text = '', code = '']) => ({
        refuses: compileExpression(condition, scope),
        ...{ text, code },
      })),
      ...[...unruled.matchAll(always)].map(([, text = '', code = '']) => ({
        refuses: compileExpression('true', scope),
        ...{ text, code },
      })),
    ],
  };
}

function readAppendOnly(sql: string): Set<string> {
  const loops = sql.matchAll(
    /FOREACH \w+ IN ARRAY ARRAY\[([^\]]*)\] LOOP\s+EXECUTE format\('CREATE TRIGGER append_only/gi,
  );
  const names = [...loops].flatMap(([, list = '']) =>
    [...list.matchAll(/'(\w+)'/g)].map(([, name = '']) => name),
  );
  if (names.length === 0) throw new Error('No migration says what is append-only');
  return new Set(names);
}

function readPolicies(sql: string): Map<string, Compiled[]> {
  const policies = new Map<string, Compiled[]>();
  const pattern = /CREATE POLICY (\w+) ON (\w+)(?: FOR (\w+))?\s+USING \(([\s\S]*?)\);/gi;
  for (const [, , table = '', , condition = ''] of sql.matchAll(pattern)) {
    const scope: Scope = { slots: [{ name: table, table: catalog.find(table) }], outer: null };
    policies.set(table, [...(policies.get(table) ?? []), compileExpression(condition, scope)]);
  }
  return policies;
}

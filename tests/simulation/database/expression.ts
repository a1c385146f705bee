import { callFunction, isAggregateName } from './functions.ts';
import { Reader } from './lexer.ts';
import { node } from './node.ts';
import type { Compiled, Env, Scope } from './scope.ts';
import { readCase, readExtract, readInterval } from './special-forms.ts';
import { compileSelect } from './subselect.ts';
import { and, combine, compare, isSame, numeric, or } from './values.ts';

/** Compiles a whole expression; throws when it is not one, or uses SQL the simulation does not know. */
export function compileExpression(sql: string, scope: Scope): Compiled {
  const reader = new Reader(sql);
  const compiled = readExpression(reader, scope);
  if (!reader.isAtEnd()) throw new Error(`SQL goes on after its end: «${sql}»`);
  return compiled;
}

/** Reads one expression, by rising precedence: or, and, not, comparison, sum, product, sign, cast. */
export function readExpression(reader: Reader, scope: Scope): Compiled {
  let left = readAnd(reader, scope);
  while (reader.take('or')) {
    const [a, b] = [left, readAnd(reader, scope)];
    left = node([a, b], (env) => or(a.run(env), () => b.run(env)));
  }
  return left;
}

function readAnd(reader: Reader, scope: Scope): Compiled {
  let left = readNot(reader, scope);
  while (reader.take('and')) {
    const [a, b] = [left, readNot(reader, scope)];
    left = {
      ...node([a, b], (env) => and(a.run(env), () => b.run(env))),
      equalities: [...a.equalities, ...b.equalities],
    };
  }
  return left;
}

function readNot(reader: Reader, scope: Scope): Compiled {
  if (!reader.take('not')) return readComparison(reader, scope);
  const one = readNot(reader, scope);
  return node([one], (env) => negate(one.run(env)));
}

function negate(value: unknown): boolean | null {
  return value === null ? null : value !== true;
}

function readComparison(reader: Reader, scope: Scope): Compiled {
  let left = readSum(reader, scope);
  for (;;) {
    const next = readPredicate(reader, scope, left);
    if (!next) return left;
    left = next;
  }
}

function readPredicate(reader: Reader, scope: Scope, left: Compiled): Compiled | null {
  if (reader.take('is')) return readIs(reader, scope, left);
  if (reader.take('not', 'in')) {
    const inside = readIn(reader, scope, left);
    return node([inside], (env) => negate(inside.run(env)));
  }
  if (reader.take('in')) return readIn(reader, scope, left);
  if (reader.take('between')) return readBetween(reader, scope, left);
  if (reader.take('~')) {
    const pattern = readSum(reader, scope);
    return node([left, pattern], (env) => {
      const text = left.run(env);
      return text === null ? null : new RegExp(String(pattern.run(env))).test(String(text));
    });
  }
  for (const [sign, test] of COMPARISONS) {
    if (!reader.take(sign)) continue;
    if (sign === '=' && reader.take('any')) {
      reader.expect('(');
      const list = readExpression(reader, scope);
      reader.expect(')');
      return node([left, list], (env) => isAmong(left.run(env), list.run(env)));
    }
    const right = readSum(reader, scope);
    const compared = node([left, right], (env) => {
      const order = compare(left.run(env), right.run(env));
      return order === null ? null : test(order);
    });
    return sign === '=' ? { ...compared, equalities: equalitiesOf(left, right) } : compared;
  }
  return null;
}

/** What SQL inside SQL depends on is not followed. */
const ALL_SLOTS = -1;

const COMPARISONS: readonly [string, (order: number) => boolean][] = [
  ['=', (order) => order === 0],
  ['<>', (order) => order !== 0],
  ['!=', (order) => order !== 0],
  ['<=', (order) => order <= 0],
  ['>=', (order) => order >= 0],
  ['<', (order) => order < 0],
  ['>', (order) => order > 0],
];

function equalitiesOf(left: Compiled, right: Compiled): Compiled['equalities'] {
  return [
    ...(left.column ? [{ ...left.column, uses: right.uses, run: right.run }] : []),
    ...(right.column ? [{ ...right.column, uses: left.uses, run: left.run }] : []),
  ];
}

function isAmong(value: unknown, list: unknown): boolean | null {
  if (value === null || !Array.isArray(list)) return null;
  return list.some((one) => compare(value, one) === 0);
}

function readIs(reader: Reader, scope: Scope, left: Compiled): Compiled {
  const isNegated = reader.take('not');
  const turn = (value: boolean) => value !== isNegated;
  if (reader.take('null')) return node([left], (env) => turn((left.run(env) ?? null) === null));
  if (reader.take('true')) return node([left], (env) => turn(left.run(env) === true));
  if (reader.take('distinct', 'from')) {
    const right = readSum(reader, scope);
    return node([left, right], (env) => turn(!isSame(left.run(env), right.run(env))));
  }
  throw new Error(`«is ${reader.peek().text}» is not known to the simulation`);
}

function readBetween(reader: Reader, scope: Scope, left: Compiled): Compiled {
  const low = readSum(reader, scope);
  reader.expect('and');
  const high = readSum(reader, scope);
  return node([left, low, high], (env) => {
    const [least, most] = [compare(left.run(env), low.run(env)), compare(left.run(env), high.run(env))];
    return and(least === null ? null : least >= 0, () => (most === null ? null : most <= 0));
  });
}

function readIn(reader: Reader, scope: Scope, left: Compiled): Compiled {
  reader.expect('(');
  if (reader.peek().text === 'select') {
    const select = compileSelect(reader, scope);
    reader.expect(')');
    return { ...node([left], (env) => isAmong(left.run(env), select.column(env))), uses: ALL_SLOTS };
  }
  const list = [readExpression(reader, scope)];
  while (reader.take(',')) list.push(readExpression(reader, scope));
  reader.expect(')');
  return node([left, ...list], (env) =>
    isAmong(
      left.run(env),
      list.map((one) => one.run(env)),
    ),
  );
}

function readSum(reader: Reader, scope: Scope): Compiled {
  let left = readProduct(reader, scope);
  for (;;) {
    const sign = (['+', '-', '||'] as const).find((one) => reader.take(one));
    if (!sign) return left;
    const [a, b] = [left, readProduct(reader, scope)];
    left = node([a, b], (env) => combine(sign, a.run(env), b.run(env)));
  }
}

function readProduct(reader: Reader, scope: Scope): Compiled {
  let left = readUnary(reader, scope);
  while (reader.take('*')) {
    const [a, b] = [left, readUnary(reader, scope)];
    left = node([a, b], (env) => {
      const [x, y] = [numeric(a.run(env)), numeric(b.run(env))];
      return x === null || y === null ? null : x * y;
    });
  }
  return left;
}

function readUnary(reader: Reader, scope: Scope): Compiled {
  if (reader.take('-')) {
    const one = readUnary(reader, scope);
    return node([one], (env) => {
      const value = numeric(one.run(env));
      return value === null ? null : -value;
    });
  }
  const primary = readPrimary(reader, scope);
  for (;;) {
    // Values keep the kind the program gave them.
    if (reader.take('::')) reader.name();
    else if (reader.take('collate')) reader.name();
    else return primary;
  }
}

function readPrimary(reader: Reader, scope: Scope): Compiled {
  if (reader.take('(')) return readParenthesis(reader, scope);
  if (reader.take('case')) return readCase(reader, scope);
  // A span of time is a number of milliseconds.
  if (reader.take('interval')) return readInterval(reader);
  if (reader.take('exists')) {
    reader.expect('(');
    const select = compileSelect(reader, scope);
    reader.expect(')');
    return { ...node([], (env) => select.isAny(env)), uses: ALL_SLOTS };
  }
  const token = reader.next();
  switch (token.kind) {
    case 'text':
      return node([], () => token.text);
    case 'number':
      return node([], () => Number(token.text));
    case 'value': {
      const place = reader.valuesRead++;
      return node([], (env) => env.values[place] ?? null);
    }
    case 'word':
      if (token.text === 'null') return node([], () => null);
      if (token.text === 'true' || token.text === 'false') return node([], () => token.text === 'true');
      return readNamed(reader, scope, token.text);
    case 'name':
      return readNamed(reader, scope, token.text);
    default:
      throw new Error(`«${token.text}» is not known to the simulation here`);
  }
}

function readParenthesis(reader: Reader, scope: Scope): Compiled {
  if (reader.peek().text === 'select') {
    const select = compileSelect(reader, scope);
    reader.expect(')');
    return { ...node([], (env) => select.column(env)[0] ?? null), uses: ALL_SLOTS };
  }
  const items = [readExpression(reader, scope)];
  while (reader.take(',')) items.push(readExpression(reader, scope));
  reader.expect(')');
  const [only] = items;
  if (items.length === 1 && only) return only;
  return node(items, (env) => items.map((item) => item.run(env)));
}

function readNamed(reader: Reader, scope: Scope, first: string): Compiled {
  if (first === 'extract' && reader.take('(')) return readExtract(reader, scope);
  if (reader.take('(')) return readCall(reader, scope, first);
  if (reader.take('.')) return columnOf(scope, first, reader.name());
  return columnOf(scope, null, first);
}

function readCall(reader: Reader, scope: Scope, name: string): Compiled {
  const args: Compiled[] = [];
  const isStar = reader.take('*');
  if (!isStar && reader.peek().text !== ')') {
    do args.push(readExpression(reader, scope));
    while (reader.take(','));
  }
  reader.expect(')');
  let filter: Compiled | null = null;
  if (reader.take('filter')) {
    reader.expect('(');
    reader.expect('where');
    filter = readExpression(reader, scope);
    reader.expect(')');
  }
  const isAggregate = isAggregateName(name);
  const call = callFunction(name, args, filter);
  return { ...node(isAggregate ? [] : args, call), ...(isAggregate && { isAggregate }) };
}

function columnOf(scope: Scope, table: string | null, name: string): Compiled {
  let depth = 0;
  for (let at: Scope | null = scope; at; at = at.outer, depth++) {
    for (const [slot, one] of at.slots.entries()) {
      if (table !== null && one.name !== table) continue;
      const property = one.table.propertyOf.get(name);
      if (property === undefined) continue;
      const run = depth === 0 ? ownColumn(slot, property) : outerColumn(depth, slot, property);
      if (depth > 0) return node([], run);
      return { ...node([], run), column: { slot, property }, uses: 1 << slot };
    }
  }
  throw new Error(`No column ${table === null ? '' : `${table}.`}${name} in reach`);
}

function ownColumn(slot: number, property: string) {
  return (env: Env) => env.rows[slot]?.[property] ?? null;
}

function outerColumn(depth: number, slot: number, property: string) {
  return (env: Env) => {
    let at: Env | null = env;
    for (let up = 0; up < depth; up++) at = at?.outer ?? null;
    return at?.rows[slot]?.[property] ?? null;
  };
}

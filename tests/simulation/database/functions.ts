import type { Compiled, Env } from './scope.ts';
import { compare, isSame, numeric } from './values.ts';

const AGGREGATES = new Set(['max', 'min', 'count', 'sum']);

/** Whether a function of this name runs over many rows. */
export function isAggregateName(name: string): boolean {
  return AGGREGATES.has(name);
}

/** What a call of a function does; throws for one the simulation does not know. */
export function callFunction(
  name: string,
  args: readonly Compiled[],
  filter: Compiled | null,
): (env: Env) => unknown {
  if (isAggregateName(name)) return aggregate(name, args[0], filter);
  const plain = FUNCTIONS[name];
  if (!plain) throw new Error(`The function ${name} is not known to the simulation`);
  return (env) =>
    plain(
      args.map((arg) => arg.run(env) ?? null),
      env,
    );
}

function aggregate(name: string, of: Compiled | undefined, filter: Compiled | null) {
  return (env: Env) => {
    const group = env.group ?? [];
    const counted = filter ? group.filter((one) => filter.run(one) === true) : group;
    if (!of) return counted.length;
    const values = counted.map((one) => of.run(one) ?? null).filter((value) => value !== null);
    if (name === 'count') return values.length;
    if (values.length === 0) return null;
    if (name === 'sum') return values.reduce((sum: number, value) => sum + Number(value), 0);
    const sign = name === 'max' ? 1 : -1;
    return values.reduce((best, value) => (sign * (compare(value, best) ?? 0) > 0 ? value : best));
  };
}

const FUNCTIONS: Readonly<Record<string, (args: readonly unknown[], env: Env) => unknown>> = {
  coalesce: (args) => args.find((arg) => arg !== null) ?? null,
  nullif: ([a, b]) => (isSame(a, b) ? null : a),
  abs: ([number]) => (number === null ? null : Math.abs(Number(number))),
  clock_timestamp: (_args, env) => env.reads.now(),
  translate: ([text, from, to]) =>
    text === null
      ? null
      : Array.from(String(text), (sign) => translated(sign, String(from), String(to))).join(''),
  starts_with: ([text, beginning]) => String(text).startsWith(String(beginning)),
  // Our own, of the migrations.
  is_resealed: ([before, after]) => {
    const [[version, key], [newVersion, newKey]] = [partsOf(before), partsOf(after)];
    return version === 'v1' && newVersion === 'v1' && key !== newKey;
  },
  cardinality: ([list]) => (Array.isArray(list) ? list.length : null),
  // Nobody asks to be forgotten in a history.
  is_forgotten: () => false,
  now: (_args, env) => env.reads.now(),
  char_length: ([text]) => (text === null ? null : Array.from(String(text)).length),
  lower: ([text]) => (text === null ? null : String(text).toLowerCase()),
  octet_length: ([bytes]) => (bytes instanceof Uint8Array ? bytes.length : null),
  greatest: (args) => {
    const numbers = args.map(numeric).filter((one) => one !== null);
    return numbers.length === 0 ? null : Math.max(...numbers);
  },
  // Who hears of changes is no part of a history.
  pg_notify: () => '',
  current_database: () => 'simulation',
  current_setting: ([name], env) => env.reads.transaction.settings.get(String(name)) ?? null,
  set_config: ([name, value], env) => {
    env.reads.transaction.settings.set(String(name), String(value));
    return value;
  },
};

function partsOf(sealed: unknown): string[] {
  return sealed === null ? [] : String(sealed).split('.');
}

function translated(sign: string, from: string, to: string): string {
  const at = from.indexOf(sign);
  return at < 0 ? sign : (to[at] ?? '');
}

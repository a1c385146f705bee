import type { WireValue } from './json-text.ts';

/** What is wrong with a value, each with the place it stands at; nothing when it is as it must be. */
export type Rule = (value: WireValue, at: string) => string[];

/** A field of a request: what it holds and whether it has to be there. */
type Field = { rule: Rule; isRequired: boolean };

/** Every field a body may have. A name that is not here is refused. */
export type Fields = Readonly<Record<string, Field>>;

export const required = (rule: Rule): Field => ({ rule, isRequired: true });
export const optional = (rule: Rule): Field => ({ rule, isRequired: false });

/** The members of a checked body by name, for rules between fields. */
export type Members = ReadonlyMap<string, WireValue>;

/** The members of an object; none for any other value. */
export function membersOf(value: WireValue | undefined): Members {
  return new Map(value?.is === 'object' ? value.members : []);
}

/** The items of a list; none for any other value. */
export function itemsOf(value: WireValue | undefined): WireValue[] {
  return value?.is === 'array' ? value.items : [];
}

/** The text of a string, or the digits of a number; null for anything else. */
export function written(value: WireValue | undefined): string | null {
  if (value?.is === 'string') return value.text;
  return value?.is === 'number' ? value.digits : null;
}

/** An amount in hundredths, read from its digits; null when it is none. */
export function hundredths(value: WireValue | undefined): bigint | null {
  const match = value?.is === 'number' ? /^(\d+)(?:\.(\d{1,2}))?$/.exec(value.digits) : null;
  return match ? BigInt(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`) : null;
}

/** A whole number as written; null when it is none. */
export function whole(value: WireValue | undefined): bigint | null {
  return value?.is === 'number' && /^\d+$/.test(value.digits) ? BigInt(value.digits) : null;
}

/** A string that says something, on one line, in characters that survive, of at most so many of them. */
export function text(limits: { longest?: number; pattern?: RegExp; of?: string } = {}): Rule {
  return (value, at) => {
    if (value.is !== 'string') return [`${at}: a string expected, ${value.is} found`];
    const problems: string[] = [];
    if (value.text.trim() === '') problems.push(`${at}: empty`);
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value.text)) problems.push(`${at}: control characters`);
    if (limits.longest !== undefined && value.text.length > limits.longest) {
      problems.push(`${at}: longer than ${limits.longest}`);
    }
    if (limits.pattern && !limits.pattern.test(value.text)) problems.push(`${at}: not ${limits.of}`);
    return problems;
  };
}

/** One of the published words, in exactly this spelling. */
export function word(...words: string[]): Rule {
  return (value, at) =>
    value.is === 'string' && words.includes(value.text) ? [] : [`${at}: one of ${words.join(', ')} expected`];
}

/** A JSON number above zero with at most two decimals, without an exponent. */
export const amount: Rule = (value, at) => {
  if (value.is !== 'number') return [`${at}: a number expected, ${value.is} found`];
  const minor = hundredths(value);
  if (minor === null) return [`${at}: at most two decimals and no exponent expected`];
  return minor > 0n ? [] : [`${at}: above zero expected`];
};

/** A JSON number without point or exponent, within the limits. */
export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Rule {
  return (value, at) => {
    if (value.is !== 'number') return [`${at}: a number expected, ${value.is} found`];
    const found = whole(value);
    if (found === null) return [`${at}: an integer expected`];
    return found >= least && found <= most ? [] : [`${at}: between ${least} and ${most} expected`];
  };
}

export const flag: Rule = (value, at) => (value.is === 'boolean' ? [] : [`${at}: true or false expected`]);

/** A day written YYYYMMDD that is in the calendar, as a number or as a string. */
export function day(as: 'number' | 'string'): Rule {
  return (value, at) => {
    if (value.is !== as) return [`${at}: a ${as} expected, ${value.is} found`];
    const match = /^(20\d\d)(\d\d)(\d\d)$/.exec(written(value) ?? '');
    if (!match) return [`${at}: YYYYMMDD expected`];
    const [, year, month, date] = match.map(Number);
    const found = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, date));
    const isReal = found.getUTCMonth() + 1 === month && found.getUTCDate() === date;
    return isReal ? [] : [`${at}: no day of the calendar`];
  };
}

/** An object of these fields, and then the rules between them. */
export function object(fields: Fields, between?: (members: Members, at: string) => string[]): Rule {
  return (value, at) => {
    if (value.is !== 'object') return [`${at}: an object expected, ${value.is} found`];
    const members = membersOf(value);
    const problems = checkFields(members, fields, at);
    return [...problems, ...(between?.(members, at) ?? [])];
  };
}

/** A list with at least one item, each after the rule. */
export function list(rule: Rule): Rule {
  return (value, at) => {
    if (value.is !== 'array') return [`${at}: a list expected, ${value.is} found`];
    if (value.items.length === 0) return [`${at}: at least one expected`];
    return value.items.flatMap((item, index) => rule(item, `${at}[${index}]`));
  };
}

/** The rule, or null in its place. */
export function orNull(rule: Rule): Rule {
  return (value, at) => (value.is === 'null' ? [] : rule(value, at));
}

function checkFields(members: Members, fields: Fields, at: string): string[] {
  const place = (name: string) => (at === '' ? name : `${at}.${name}`);
  const unknown = [...members.keys()].filter((name) => !Object.hasOwn(fields, name));
  return [
    ...unknown.map((name) => `${place(name)}: unknown field`),
    ...Object.entries(fields).flatMap(([name, { rule, isRequired }]) => {
      const value = members.get(name);
      if (value) return rule(value, place(name));
      return isRequired ? [`${place(name)}: missing`] : [];
    }),
  ];
}

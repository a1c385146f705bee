import { type Messages, messages } from '#server/i18n/messages.ts';
import { readKey } from '#server/journals/account-map.ts';
import { sayRole } from '#server/journals/say-role.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { isCurrencyCode, type Money } from '#server/kernel/money.ts';
import { AUDIT_FACTS, type FactKind, type FactName } from './facts.ts';

/** For whom facts are said. */
export type FactReader = {
  locale: Locale;
  /** What ids are called: people, terminals, branches, connections. */
  names: ReadonlyMap<string, string>;
  amount: (money: Money) => string;
  moment: (at: Date) => string;
};

/**
 * What else was recorded of an act, in words. The amount it is about is said apart: `amountOf`. What this version has no words for
 * stays as it was recorded: an entry outlives its version.
 */
export function factWords(facts: Record<string, unknown>, reader: FactReader): string[] {
  const words = messages[reader.locale];
  const amount = amountOf(facts);
  const currency = amount?.currency ?? currencyOf(facts);
  const isSaid = amount !== null || Object.entries(facts).some(([name, value]) => isMoney(name, value));
  return Object.entries(facts).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === '') return [];
    if (currency && isSaid && (name === 'amountMinor' || name === 'currency')) return [];
    if (currency && isMoney(name, value))
      return [`${nameOf(words, name, reader.locale)}: ${reader.amount({ minor: value, currency })}`];
    const text = String(value);
    const said = sayValue(name, value, words, reader);
    // They name themselves: «Approved», «The card was not found».
    if ((name === 'state' || name === 'reason') && said !== text) return [said];
    return [`${nameOf(words, name, reader.locale)}: ${said}`];
  });
}

/** The amount an entry is about, if it is about one. */
export function amountOf(facts: Record<string, unknown>): Money | null {
  const currency = currencyOf(facts);
  const { amountMinor } = facts;
  return currency && typeof amountMinor === 'number' ? { minor: amountMinor, currency } : null;
}

function currencyOf({ currency }: Record<string, unknown>): Money['currency'] | null {
  return typeof currency === 'string' && isCurrencyCode(currency) ? currency : null;
}

function isMoney(name: string, value: unknown): value is number {
  return kindOf(name) === 'money' && typeof value === 'number';
}

function kindOf(name: string): FactKind | null {
  return Object.hasOwn(AUDIT_FACTS, name) ? AUDIT_FACTS[name as FactName] : null;
}

function nameOf(words: Messages, name: string, locale: Locale): string {
  const known = wordOf(words.audit.facts, name);
  if (known !== null) return known;
  // An account of a journal is recorded under what it is for; this programme has every key there is.
  const account = readKey('xero', name);
  return account ? sayRole(account, words.journal.roles, locale, (card) => card) : name;
}

function sayValue(name: string, value: unknown, words: Messages, { names, moment }: FactReader): string {
  const { values } = words.audit;
  if (typeof value === 'boolean') return value ? values.yes : values.no;
  const text = String(value);
  const kind = kindOf(name);
  switch (kind) {
    case null:
    case 'as_is':
    case 'money':
      return names.get(text) ?? text;
    case 'ids':
      if (text === 'all') return values.all;
      return text
        .split(' ')
        .map((id) => names.get(id) ?? id)
        .join(', ');
    case 'changed':
      return text
        .split(' ')
        .map((one) => wordOf(values.changed, one) ?? one)
        .join(', ');
    case 'moment': {
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? text : moment(at);
    }
    default:
      return wordOf(tableOf(kind, words), text) ?? names.get(text) ?? text;
  }
}

type WordKind = Exclude<FactKind, 'as_is' | 'money' | 'ids' | 'changed' | 'moment'>;

/** The words there are for the values of a kind. */
function tableOf(kind: WordKind, words: Messages): Record<string, string> {
  const { values, verify } = words.audit;
  switch (kind) {
    case 'by':
    case 'environment':
    case 'factor':
    case 'outcome':
    case 'verdict':
    case 'what':
      return values[kind];
    case 'broken':
      return verify;
    case 'cadence':
      return words.exports.schedules.cadences;
    case 'cause':
      return { ...words.match.cause, ...values.cause };
    case 'kind':
      return { ...values.letter, ...words.approvals.kinds };
    case 'locale':
      return words.frame.languages;
    case 'obstacle':
      return words.approvals.obstacles;
    case 'proof':
      return words.resolution.proofs;
    case 'provider':
      return words.connections.providers;
    case 'reason':
      return { ...values.reason, ...mapped(words.reason, ({ why }) => why) };
    case 'role':
      return { ...words.frame.roles, everyone: words.limits.everyone };
    case 'state':
      return mapped(words.state, ({ word }) => word);
    case 'target':
      return words.journal.targets;
    default:
      return assertNever(kind);
  }
}

function mapped<T>(table: Record<string, T>, word: (one: T) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([name, one]) => [name, word(one)]));
}

function wordOf(words: Record<string, string>, name: string): string | null {
  return Object.hasOwn(words, name) ? (words[name] ?? null) : null;
}

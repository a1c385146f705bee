import type { Condition, WrittenMark } from '#db/queries/transaction-conditions.ts';
import { transactions } from '#db/schema/transactions.ts';
import { messages } from '#server/i18n/messages.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { fold } from '#server/kernel/fold.ts';
import { isId } from '#server/kernel/ids.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { textProblem } from '#server/kernel/plain-text.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ListReader } from './list-reader.ts';
import { eitherCase, isPrinted, padded, readBareWord, ungrouped } from './read-bare-word.ts';
import { readAmounts, readDays, readState } from './read-search-values.ts';
import { type SearchKey, say } from './search-words.ts';
import { type SearchPart, splitSearch } from './split-search.ts';

/** One thing the search was understood to say. `key` is null for a word on its own, which may mean several things. */
export type SearchTerm = { source: string; key: SearchKey | null; condition: Condition<WrittenMark> };

/** What part of a search is not understood, and why; each has its sentence in `find.filter.problems`, and `noSuch` one per key in `find.noSuch`. */
export type SearchProblem = {
  problem: (typeof SEARCH_PROBLEMS)[number];
  word: string;
  key: SearchKey | null;
};
export const SEARCH_PROBLEMS = [
  'searchTooLong',
  'tooManyWords',
  'hiddenSigns',
  'cardNumber',
  'unknownKey',
  'emptyValue',
  'notUnderstood',
  'noSuch',
  'last4',
  'mark',
  'amountUnreadable',
  'amountTooFine',
  'amountTooLarge',
  'maxBelowMin',
  'day',
  'endBeforeStart',
] as const;

/** Longer than any line of a slip, and fewer walks along indexes than would be noticed. */
const LONGEST = 300;
const MOST_WORDS = 12;

/**
 * Understands the search box: filters as `device:kasa`, and words as they stand on a slip, each tried as all that it may be.
 * Pure, never throws; what is not understood is said, and none of it is left out quietly.
 */
export function readSearch(
  text: string,
  reader: ListReader,
): { terms: SearchTerm[]; problems: SearchProblem[] } {
  const whole = wholeProblem(text.replaceAll(/[\t\r\n]/g, ' '));
  if (whole) return { terms: [], problems: [{ problem: whole, word: '', key: null }] };
  const parts = splitSearch(text);
  if (parts.length > MOST_WORDS)
    return { terms: [], problems: [{ problem: 'tooManyWords', word: String(MOST_WORDS), key: null }] };
  const read = parts.map((part) => readPart(part, reader));
  return {
    terms: read.flatMap((one) => (one.ok ? one.value : [])),
    problems: read.flatMap((one) => (one.ok ? [] : one.error)),
  };
}

function wholeProblem(text: string): SearchProblem['problem'] | null {
  const problem = textProblem(text.slice(0, 2 * LONGEST));
  if (problem === 'card_number') return 'cardNumber';
  if (text.length > LONGEST) return 'searchTooLong';
  return problem === 'control' ? 'hiddenSigns' : null;
}

function readPart(part: SearchPart, reader: ListReader): Result<SearchTerm, SearchProblem> {
  const { source } = part;
  switch (part.kind) {
    case 'unknownKey':
      return err({ problem: 'unknownKey', word: part.word, key: null });
    case 'card':
      return ok({ source, key: 'last4', condition: marked({ of: 'last4', values: [part.last4] }) });
    case 'bare': {
      const condition = readBareWord(part.text, reader);
      if (condition) return ok({ source, key: null, condition });
      return err({ problem: 'notUnderstood', word: part.text, key: null });
    }
    case 'keyed': {
      const { key, value } = part;
      const condition = value === '' ? 'emptyValue' : readKeyed(key, value, reader);
      if (typeof condition !== 'string') return ok({ source, key, condition });
      return err({ problem: condition, word: value || source, key });
    }
    default:
      return assertNever(part);
  }
}

function readKeyed(
  key: SearchKey,
  value: string,
  reader: ListReader,
): Condition<WrittenMark> | SearchProblem['problem'] {
  switch (key) {
    case 'amount':
      return readAmounts(value, reader);
    case 'date':
      return readDays(value, reader);
    case 'device':
    case 'branch':
    case 'person':
    case 'acquirer':
      return readChosen(key, value, reader) ?? 'noSuch';
    case 'currency':
    case 'provider':
    case 'environment':
    case 'cardType':
    case 'kind':
    case 'state':
      return readWord(key, value) ?? 'noSuch';
    default: {
      const mark = readMark(key, value);
      return mark ? marked(mark) : key === 'last4' ? 'last4' : 'mark';
    }
  }
}

/** One of our own words, or what they are called in a language of the interface. */
function readWord(
  key: 'currency' | 'provider' | 'environment' | 'cardType' | 'kind' | 'state',
  value: string,
): Condition | null {
  switch (key) {
    case 'currency': {
      const currency = say.currency(value);
      return currency && { by: 'currency', currency };
    }
    case 'provider': {
      const provider = transactions.provider.enumValues.find((one) =>
        fits(value, one, ...LOCALES.map((locale) => messages[locale].connections.providers[one])),
      );
      return provider ? { by: 'provider', provider } : null;
    }
    case 'environment': {
      const environment = say.environment(value);
      return environment && { by: 'environment', environment };
    }
    case 'cardType': {
      const cardType = say.cardType(value);
      return cardType && { by: 'cardType', cardType };
    }
    case 'kind': {
      const kind = say.kind(value);
      return kind && { by: 'kind', kind };
    }
    case 'state':
      return readState(value);
    default:
      return assertNever(key);
  }
}

/** Terminals, branches, people or banks of the merchant that are called so; null where none is. */
function readChosen(
  key: 'device' | 'branch' | 'person' | 'acquirer',
  value: string,
  { choices, me }: ListReader,
): Condition | null {
  const { devices, branches, people, acquirers } = choices;
  switch (key) {
    case 'device': {
      const found = devices.filter((one) => fits(value, one.label, one.providerDeviceId, one.deviceId));
      return found.length > 0 ? { by: 'device', ids: found.map((one) => one.deviceId) } : null;
    }
    case 'branch': {
      const found = branches.filter((one) => fits(value, one.name, one.id));
      return found.length > 0 ? { by: 'branch', ids: found.map((one) => one.id) } : null;
    }
    case 'person': {
      if (say.isMe(value)) return { by: 'person', ids: [me] };
      const found = people.filter((one) => fits(value, one.name, one.id));
      return found.length > 0 ? { by: 'person', ids: found.map((one) => one.id) } : null;
    }
    case 'acquirer': {
      const found = acquirers.filter((one) => fits(value, one.name ?? '', one.id));
      return found.length > 0 ? { by: 'acquirer', ids: found.map((one) => one.id) } : null;
    }
    default:
      return assertNever(key);
  }
}

/** A number or code that is said to be one; null where it cannot be. */
function readMark(
  key:
    | 'last4'
    | 'id'
    | 'batch'
    | 'stan'
    | 'authCode'
    | 'rrn'
    | 'reference'
    | 'paymentNumber'
    | 'saleNumber'
    | 'sessionId',
  value: string,
): WrittenMark | null {
  if (key === 'last4') {
    const digits = /^[*xX•#\d -]*?(\d{4})$/.exec(value)?.[1];
    return digits ? { of: 'last4', values: [digits] } : null;
  }
  if (key === 'id') return isId('transaction', value) ? { of: 'id', ids: [value] } : null;
  if (key === 'batch' && isId('batch', value)) return { of: 'batchId', ids: [value] };
  if (!isPrinted(value)) return null;
  const number = ungrouped(value);
  if (key === 'batch' || key === 'stan') return { of: key, values: padded(number) };
  return { of: key, values: key === 'authCode' ? eitherCase(number) : [number] };
}

/** Whether a text is found in one of the names. */
function fits(text: string, ...names: string[]): boolean {
  return names.some((name) => fold(name).includes(fold(text)));
}

function marked(mark: WrittenMark): Condition<WrittenMark> {
  return { by: 'mark', marks: [mark] };
}

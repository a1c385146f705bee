import { BY_ITSELF } from '#db/queries/second-people.ts';
import { messages } from '#server/i18n/messages.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { wallClock } from './wall-clock.ts';

/** The words of a file in a language, what its ids are called, and its clock. */
export type ExportWords = ReturnType<typeof exportWords>;

/** What a file calls things: the same words as the screen. */
export function exportWords(locale: Locale, timeZone: string, choices: FilterChoices) {
  const { devices, branches, people, acquirers } = choices;
  const { approvals, find, transactions, state, reason, connections } = messages[locale];
  const names = (entries: [string, string][]) => new Map<string, string>(entries);
  return {
    /** An instant in milliseconds on the wall clock of the merchant; nothing for none. */
    onClock: wallClock(timeZone),
    heads: find.export.columns,
    file: find.export.file,
    kinds: names(Object.entries(transactions.kind)),
    states: names(Object.entries(state).map(([name, words]) => [name, words.word])),
    reasons: names(Object.entries(reason).map(([name, words]) => [name, words.why])),
    cardTypes: names(Object.entries(transactions.detail.cardTypes)),
    entryModes: names(Object.entries(transactions.detail.entryModes)),
    environments: names(Object.entries(find.environment)),
    providers: names(Object.entries(connections.providers)),
    cash: transactions.cash,
    brands: CARD_BRANDS,
    devices: names(devices.map((one) => [one.deviceId, one.label])),
    branches: names(branches.map((one) => [one.id, one.name])),
    people: names([
      ...people.map((one): [string, string] => [one.id, one.name]),
      [BY_ITSELF, approvals.byItself],
    ]),
    acquirers: names(acquirers.map((one) => [one.id, one.name ?? one.id])),
  };
}

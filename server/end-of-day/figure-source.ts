import type { BankReading, ReadFigures } from './bank-reading.ts';

/** The bank's figures that a form is filled in with, and when they were read. */
export type FilledIn = ReadFigures & { at: Date };

type Figure = { group: string; currency: string };

/** What an answer of the bank fills a form in with; null where it brought no figures. Pure. */
export function filledIn(answer: BankReading, at: Date): FilledIn | null {
  return answer.kind === 'figures' ? { ...answer, at } : null;
}

/** What was read of a kind of card; null where the bank does not list it. Pure. */
export function listedMinor({ figures }: FilledIn, { group, currency }: Figure): number | null {
  const found = figures.find((figure) => figure.group === group && figure.currency === currency);
  return found?.amountMinor ?? null;
}

/**
 * Where a figure comes from: it is *read* as long as it stands as the bank told it, whoever sends it. What the bank does not
 * list is read as nothing. Pure.
 */
export function sourceOf(figure: Figure & { amountMinor: number }, read: FilledIn | null): 'typed' | 'read' {
  return read && (listedMinor(read, figure) ?? 0) === figure.amountMinor ? 'read' : 'typed';
}

import type { ListedTransaction } from './listed.ts';
import type { ListedFacts } from './listed-facts.ts';
import { ungrouped } from './read-bare-word.ts';
import type { SearchTerm } from './read-search.ts';
import type { SearchKey } from './search-words.ts';

/** Something of an operation that a search met although it is not what was typed. */
export type LooseField = { key: Extract<SearchKey, 'stan' | 'batch'>; value: string | null };

type Found = Pick<ListedTransaction, 'id' | 'last4' | 'reference' | 'authCode' | 'amount'> &
  Pick<ListedFacts, 'rrn' | 'stan' | 'providerPaymentId'>;

/**
 * What of the one operation a search found is another number than was typed, as 060301 for 60301; `value` is null where the
 * list does not know the number. None: each word stands on its slip as it was typed, or was said to be something. Pure.
 */
export function looseFields(terms: readonly SearchTerm[], found: Found): LooseField[] {
  return terms.flatMap((term) => looseField(term, found) ?? []);
}

function looseField({ key, condition, source }: SearchTerm, found: Found): LooseField | null {
  if (key !== null || condition.by !== 'mark') return null;
  const typed = ungrouped(source).toUpperCase();
  const { id, last4, reference, authCode, amount, rrn, stan, providerPaymentId } = found;
  const isTyped = [id, last4, reference, authCode, rrn, stan, providerPaymentId].some(
    (value) => value?.toUpperCase() === typed,
  );
  const isAmount = condition.marks.some(
    (mark) => mark.of === 'amount' && mark.minor === amount.minor && mark.currency === amount.currency,
  );
  if (isTyped || isAmount) return null;
  const padded = condition.marks.find((mark) => mark.of === 'stan');
  if (!padded) return null;
  return stan !== null && padded.of === 'stan' && padded.values.includes(stan)
    ? { key: 'stan', value: stan }
    : { key: 'batch', value: null };
}

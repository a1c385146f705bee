import { Amount, type AmountSize } from '#components/money/amount.tsx';
import type { Money } from '#server/kernel/money.ts';
import type { ListedTransaction } from '#server/transactions/listed.ts';

/**
 * The amount of an operation; what goes back to the customer stands below zero, a hold and its release as they are: they
 * move no money. Put the word of its kind beside it.
 */
export function TransactionAmount({
  kind,
  amount,
  size,
}: {
  kind: ListedTransaction['kind'];
  amount: Money;
  size?: AmountSize;
}) {
  const goesBack = kind === 'refund' || kind === 'void';
  return <Amount money={goesBack ? { ...amount, minor: -amount.minor } : amount} size={size} />;
}

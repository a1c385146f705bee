import { Amount, type AmountSize } from '#components/money/amount.tsx';
import type { Money } from '#server/kernel/money.ts';

/** The amount of an operation; what goes back to the customer stands below zero. Put the word of its kind beside it. */
export function TransactionAmount({
  kind,
  amount,
  size,
}: {
  kind: 'sale' | 'refund' | 'void';
  amount: Money;
  size?: AmountSize;
}) {
  return <Amount money={kind === 'sale' ? amount : { ...amount, minor: -amount.minor }} size={size} />;
}

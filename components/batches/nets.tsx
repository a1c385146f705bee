import { Amount } from '#components/money/amount.tsx';
import type { Net } from '#server/batches/net.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

/** The net of each currency, one below the other; zero of the merchant's own where there is none. */
export function Nets({ nets, currency }: { nets: Net[]; currency: CurrencyCode }) {
  if (nets.length === 0) return <Amount money={{ minor: 0, currency }} />;
  return (
    <span className="inline-grid justify-items-end">
      {nets.map((net) => (
        <Amount key={net.currency} money={{ minor: net.netMinor, currency: net.currency }} />
      ))}
    </span>
  );
}

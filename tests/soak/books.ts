import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { kahveOnline } from '#db/seeds/online-till.ts';
import { type OurBooks, type OurTransaction, readOurBooks } from '#tests/campaign/books.ts';
import { compareInterpay } from '#tests/campaign/compare-interpay.ts';
import { compareMoney } from '#tests/campaign/compare-money.ts';
import { compareTrail } from '#tests/campaign/compare-trail.ts';
import type { SoakWorld } from './world.ts';

/** Holds what was done since an instant against the books of all three providers, and the audit against its keys. Empty: they agree. */
export async function compareBooks(world: SoakWorld, since: Date): Promise<string[]> {
  const ours = await readOurBooks(world.sql);
  const isNew = (row: { createdAt: Date }) => row.createdAt >= since;
  const transactions = ours.transactions.filter(isNew);
  const runs = ours.runs.filter((run) => run.requestedAt >= since);
  const of = (isTheirs: (row: OurTransaction) => boolean): OurBooks => ({
    ...ours,
    transactions: transactions.filter(isTheirs),
  });
  const isOnline = (row: OurTransaction) => row.deviceId === kahveOnline.deviceId;
  const iyzico = of((row) => row.merchantId === kahveDuragi.id && !isOnline(row));
  const entries = world.iyzico.book().filter((entry) => new Date(entry.at) >= since);
  return [
    ...compareMoney(iyzico, { entries, fiscalSales: [], requests: [] }),
    ...compareInterpay(
      transactions.filter((row) => row.merchantId === mapleBakery.id),
      world.interpay.book().filter((entry) => new Date(entry.startedAt) >= since),
    ),
    ...compareOnline(world, of(isOnline)),
    ...compareTrail({ ...ours, transactions: transactions.filter(hasEnded), runs }, world.config.auditKey),
  ];
}

/** A page that nobody has paid is open for as long as somebody may. */
function hasEnded({ settledAt }: OurTransaction): boolean {
  return settledAt !== null;
}

function compareOnline({ online }: SoakWorld, { transactions }: OurBooks): string[] {
  const book = Map.groupBy(online.book(), ({ basketId }) => basketId);
  return transactions
    .filter((row) => row.kind === 'sale')
    .flatMap((row) => {
      const paid = (book.get(row.reference) ?? []).flatMap(({ payment }) => payment ?? []);
      const what = `link ${row.id} (${row.reference})`;
      if (paid.length > 1) return [`${what} was paid ${paid.length} times`];
      const isPaid = paid.length === 1;
      if (isPaid !== (row.state === 'approved')) return [`${what} is paid: ${isPaid}, and ${row.state} here`];
      return paid[0] && paid[0].paidMinor !== row.amountMinor ? [`${what} was paid with another amount`] : [];
    });
}

import { listReader } from '#app/[merchant]/transactions/list-reader.ts';
import type { TotalsRead } from '#components/live/filter-totals.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { countTabs, sumTransactions } from '#server/transactions/sum-transactions.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';

/**
 * Count and sums of a filter of the list, and of its tabs, given as in the list's address; 422 with what cannot be understood
 * of it.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = new URL(request.url).searchParams;
  const values = Object.fromEntries([...asked.keys()].map((name) => [name, asked.getAll(name)]));
  return withReadContext(request, merchant, 'transactions:see', async (ctx) => {
    const { filter, tab, issues } = readListRequest(values, await listReader(ctx));
    if (!filter || !tab) return Response.json({ error: 'unreadable', issues }, { status: 422 });
    const [totals, tabs] = await Promise.all([sumTransactions(ctx, filter), countTabs(ctx, filter, tab)]);
    return Response.json({ totals, tabs } satisfies TotalsRead);
  });
}

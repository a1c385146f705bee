import { getLocale } from 'next-intl/server';
import { amountReader } from '#app/[merchant]/transactions/read-amount.ts';
import type { TotalsRead } from '#components/live/filter-totals.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';

/** Count and sums of a filter of the list, given as in the list's address; 422 with what cannot be understood of it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = new URL(request.url).searchParams;
  const values = Object.fromEntries([...asked.keys()].map((name) => [name, asked.getAll(name)]));
  const locale = await getLocale();
  return withReadContext(request, merchant, 'transactions:see', async (ctx) => {
    const { filter, issues } = readListRequest(values, amountReader(ctx.merchant.currency, locale));
    if (!filter) return Response.json({ error: 'unreadable', issues }, { status: 422 });
    return Response.json((await sumTransactions(ctx, filter)) satisfies TotalsRead);
  });
}

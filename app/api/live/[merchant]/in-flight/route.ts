import { toLive } from '#app/api/live/to-live.ts';
import { toLiveSplitEntry } from '#app/api/live/to-live-split.ts';
import type { InFlightRead } from '#components/live/in-flight.tsx';
import { withReadContext } from '#server/auth/read-context.ts';
import { listInFlight } from '#server/transactions/list-in-flight.ts';

/** What the person at hand has in flight, and how much of the merchant's is open. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  return withReadContext(request, merchant, 'transactions:see', async (ctx) => {
    const { at, mine, open, mySplitSales } = await listInFlight(ctx);
    return Response.json({
      at: at.toISOString(),
      mine: mine.map((one) => toLive(ctx, one)),
      open,
      mySplitSales: mySplitSales.map(toLiveSplitEntry),
    } satisfies InFlightRead);
  });
}

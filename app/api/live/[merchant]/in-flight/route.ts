import { toLive } from '#app/api/live/to-live.ts';
import type { InFlightRead } from '#components/live/in-flight.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { listInFlight } from '#server/transactions/list-in-flight.ts';

/** What the person at hand has in flight, and how much of the merchant's is open. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  return withReadContext(request, merchant, 'transactions:see', async (ctx) => {
    const { at, mine, open } = await listInFlight(ctx);
    const read = { at: at.toISOString(), mine: mine.map((one) => toLive(ctx, one)), open };
    return Response.json(read satisfies InFlightRead);
  });
}

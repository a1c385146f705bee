import { toLive } from '#app/api/live/to-live.ts';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';

/** One transaction while somebody looks at it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; id: string }> },
): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'transactions:see', async (ctx) => {
    const transaction = toLive(ctx, await watchTransaction(ctx, id));
    return Response.json({
      at: ctx.clock.now().toISOString(),
      transaction,
    } satisfies LiveTransactionRead);
  });
}

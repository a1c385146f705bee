import { toLiveSplit } from '#app/api/live/to-live-split.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { watchSplitSale } from '#server/split-sales/get-split-sale.ts';

/** One split sale while somebody looks at it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; id: string }> },
): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'transactions:see', async (ctx) =>
    Response.json(toLiveSplit(ctx, await watchSplitSale(ctx, id))),
  );
}

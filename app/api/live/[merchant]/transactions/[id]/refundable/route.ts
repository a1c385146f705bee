import type { RefundableRead } from '#components/live/refundable.ts';
import { NotFound } from '#server/auth/context.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { isId } from '#server/kernel/ids.ts';
import { getRefundable } from '#server/transactions/refund-plan.ts';

/** What of a fiscal sale can still go back, by its provider; 503 while the provider does not say. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; id: string }> },
): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'refund:request', async (ctx) => {
    const reply = isId('transaction', id) ? await getRefundable(ctx, id) : null;
    if (reply === null) throw new NotFound();
    if (reply.kind !== 'refundable') return Response.json({ error: 'no_answer' }, { status: 503 });
    const lines = reply.lines.map(
      ({ providerLineId, name, quantity, refundableQuantity, refundableMinor }) => ({
        providerLineId,
        name,
        quantity,
        refundableQuantity,
        refundableMinor,
      }),
    );
    return Response.json({ lines } satisfies RefundableRead);
  });
}

import { z } from 'zod';
import { withReadContext } from '#server/auth/read-context.ts';
import { CURRENCY_CODES, toDecimal } from '#server/kernel/money.ts';
import { textField } from '#server/transactions/form-fields.ts';
import { listSoldItems } from '#server/transactions/sold-items.ts';

const question = z.object({ q: textField(100).default(''), currency: z.enum(CURRENCY_CODES).optional() });

/** What was sold before and begins with `q`, in `currency` or the merchant's own; 422 when the question cannot be read. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = question.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  return withReadContext(request, merchant, 'sale:start', async (ctx) => {
    if (!asked.success) return Response.json({ error: 'unreadable' }, { status: 422 });
    const { q: beginning, currency = ctx.merchant.currency } = asked.data;
    const items = await listSoldItems(ctx, { beginning, currency });
    return Response.json({
      items: items.map(({ unitPrice, ...item }) => ({ ...item, unitPrice: toDecimal(unitPrice) })),
    });
  });
}

import { issueSentences } from '#app/[merchant]/transactions/issue-sentences.ts';
import { listReader } from '#app/[merchant]/transactions/list-reader.ts';
import type { FoundRead } from '#components/live/found-transactions.ts';
import { allows } from '#server/auth/permissions.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { canAsk } from '#server/transactions/asking.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';

/** As many as are looked over at a glance; the list has all of them. */
const MOST = 6;

/** The newest transactions that fit `q`, read as the search box of the list reads it. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const q = new URL(request.url).searchParams.get('q') ?? '';
  return withReadContext(request, merchant, 'transactions:see', async (ctx) => {
    const reader = await listReader(ctx);
    const { filter, issues } = readListRequest({ q }, reader);
    if (!filter || filter.length === 0) {
      const problem = (await issueSentences(issues)).q?.[0] ?? null;
      return Response.json({ rows: [], problem } satisfies FoundRead);
    }
    const { rows } = await listTransactions(ctx, filter, null, reader.choices);
    const mayAsk = allows(ctx.actor.role, 'transactions:ask');
    return Response.json({
      rows: rows.slice(0, MOST).map((row) => ({
        id: row.id,
        kind: row.kind,
        status: row.status,
        amount: row.amount,
        device: row.device.label,
        last4: row.last4,
        createdAt: row.createdAt.toISOString(),
        canAsk: mayAsk && canAsk(row),
      })),
      problem: null,
    } satisfies FoundRead);
  });
}

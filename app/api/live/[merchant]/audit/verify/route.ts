import { z } from 'zod';
import { createHeadFiles } from '#server/audit/head-files.ts';
import { verifyPart } from '#server/audit/verify-part.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

const question = z.object({ after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0) });

/** A part keeps a processor busy for a fraction of a second: some millions of entries at once, then slower. Per person. */
const limit = createRateLimit({ burst: 300, perMinute: 120 });

/** Verifies the next part of the merchant's audit, behind `after`; 422 when the question cannot be read, 429 for too many. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = question.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  return withReadContext(request, merchant, 'audit:read', async (ctx) => {
    if (!asked.success) return Response.json({ error: 'unreadable' }, { status: 422 });
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return Response.json({ error: 'too_many' }, { status: 429, headers: { 'retry-after': '2' } });
    const { auditHeadsDirectory, auditKey } = getRuntime().config;
    const files = createHeadFiles(auditHeadsDirectory, auditKey);
    return Response.json(await verifyPart(ctx, files, asked.data.after));
  });
}

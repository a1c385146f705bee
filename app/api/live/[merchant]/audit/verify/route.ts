import { z } from 'zod';
import { createHeadFiles } from '#server/audit/head-files.ts';
import { verifyPart } from '#server/audit/verify-part.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

const question = z.object({ after: z.string().max(200).nullable() });

/** A part keeps a processor busy for a fraction of a second: some millions of entries at once, then slower. Per person. */
const limit = createRateLimit({ burst: 300, perMinute: 120 });

/** Verifies the next part of the merchant's audit, behind where one ended (`after`); 422 when none ended there, 429 for too many. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = question.safeParse({ after: new URL(request.url).searchParams.get('after') });
  return withReadContext(request, merchant, 'audit:read', async (ctx) => {
    if (!asked.success) return Response.json({ error: 'unreadable' }, { status: 422 });
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return Response.json({ error: 'too_many' }, { status: 429, headers: { 'retry-after': '2' } });
    const { auditHeadsDirectory, auditKey } = getRuntime().config;
    const files = createHeadFiles(auditHeadsDirectory, auditKey);
    const part = await verifyPart(ctx, files, asked.data.after);
    return part ? Response.json(part) : Response.json({ error: 'unreadable' }, { status: 422 });
  });
}

import { getLocale, getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { asStream } from '#app/api/files/as-stream.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { BATCH_FORMS, batchSlips } from '#server/receipts/batch-slips.ts';
import { PAPERS } from '#server/receipts/paper.ts';

const query = z.object({ form: z.enum(BATCH_FORMS).default('pdf'), paper: z.enum(PAPERS).default('80') });

/** A large file keeps a processor busy for seconds: fast enough for hands, too slow for a loop. Per person. */
const limit = createRateLimit({ burst: 4, perMinute: 4 });

/**
 * All slips of a batch as one file that is sent while it is made. 400 for a form that does not exist, 409 for a batch
 * without slips, 429 for too many.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; batchId: string }> },
): Promise<Response> {
  const { merchant, batchId } = await params;
  return withReadContext(request, merchant, 'receipts:print', async (ctx) => {
    const asked = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) return Response.json({ error: 'bad_request' }, { status: 400 });
    const [t, locale] = await Promise.all([getTranslations('slip.batch.problems'), getLocale()]);
    const refused = (status: number, sentence: string) =>
      new Response(sentence, {
        status,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'content-language': locale },
      });
    if (!limit.take(ctx.actor.id, ctx.clock.now())) return refused(429, t('tooOften'));
    const file = await batchSlips(ctx, batchId, asked.data);
    if (!file) return refused(409, t('none'));
    return new Response(asStream(file.body), {
      headers: {
        'content-type': file.type,
        'content-disposition': `attachment; filename="${file.name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

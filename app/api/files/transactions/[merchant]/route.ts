import { getLocale, getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { exportWish } from '#app/[merchant]/transactions/export-wish.ts';
import { asStream } from '#app/api/files/as-stream.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { exportTransactions } from '#server/exports/export-transactions.ts';
import { EXPORT_FORMS } from '#server/exports/export-wish.ts';
import { isLarge } from '#server/exports/is-large.ts';
import type { Locale } from '#server/kernel/locale.ts';

/** `now`: as it is made, however large. */
const query = z.object({ form: z.enum(EXPORT_FORMS).default('csv'), now: z.enum(['1']).optional() });

/** A large file keeps a processor busy for seconds: fast enough for hands, too slow for a loop. Per person. */
const limit = createRateLimit({ burst: 4, perMinute: 4 });

/**
 * Exactly what a filter of the list holds, as a file that is sent while it is made; the filter is given as in the list's
 * address. A large one leads to where it is made in the background (303). 400 for a form that does not exist, 422 for a
 * filter that cannot be understood, 429 for too many.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = new URL(request.url).searchParams;
  const values = Object.fromEntries([...asked.keys()].map((name) => [name, asked.getAll(name)]));
  return withReadContext(request, merchant, 'transactions:export', async (ctx) => {
    const [locale, t] = await Promise.all([getLocale(), getTranslations('find.export.problems')]);
    const choice = query.safeParse({
      form: asked.get('form') ?? undefined,
      now: asked.get('now') ?? undefined,
    });
    if (!choice.success) return Response.json({ error: 'bad_request' }, { status: 400 });
    const wished = await exportWish(ctx, values, choice.data.form);
    if (!wished) return refused(422, t('filter'), locale);
    const { wish, reader } = wished;
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return refused(429, t('tooOften'), locale, { 'retry-after': '60' });
    if (!choice.data.now && (await isLarge(ctx, wish.filter))) {
      const address = `/${merchant}/exports/new?form=${wish.form}${wish.query && `&${wish.query}`}`;
      return new Response(null, { status: 303, headers: { location: address } });
    }
    const file = await exportTransactions(ctx, wish, reader.choices);
    return new Response(asStream(file.body), {
      headers: {
        'content-type': file.type,
        'content-language': locale,
        'content-disposition': `attachment; filename="${file.name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

/** A person reads this where the file would have been. */
function refused(
  status: number,
  sentence: string,
  locale: Locale,
  headers: Record<string, string> = {},
): Response {
  return new Response(sentence, {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'content-language': locale },
  });
}

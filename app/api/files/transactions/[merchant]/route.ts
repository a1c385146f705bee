import { getLocale, getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { chipsOf } from '#app/[merchant]/transactions/(list)/chips.ts';
import { listReader } from '#app/[merchant]/transactions/list-reader.ts';
import { asStream } from '#app/api/files/as-stream.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { EXPORT_FORMS, exportTransactions } from '#server/exports/export-transactions.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { listQuery } from '#server/transactions/list-query.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';

const query = z.object({ form: z.enum(EXPORT_FORMS).default('csv') });

/** A large file keeps a processor busy for seconds: fast enough for hands, too slow for a loop. Per person. */
const limit = createRateLimit({ burst: 4, perMinute: 4 });

/**
 * Exactly what a filter of the list holds, as a file that is sent while it is made; the filter is given as in the list's
 * address. 400 for a form that does not exist, 422 for a filter that cannot be understood, 429 for too many.
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
    const form = query.safeParse({ form: asked.get('form') ?? undefined });
    if (!form.success) return Response.json({ error: 'bad_request' }, { status: 400 });
    const reader = await listReader(ctx);
    const list = readListRequest(values, reader);
    if (!list.filter || !list.tab) return refused(422, t('filter'), locale);
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return refused(429, t('tooOften'), locale, { 'retry-after': '60' });
    const [tabs, chips] = await Promise.all([
      getTranslations('transactions.tabs'),
      chipsOf('/', values, list, reader),
    ]);
    const narrowed = chips.map(({ name, value }) => `${name}: ${value}`);
    const file = await exportTransactions(
      ctx,
      {
        ...form.data,
        filter: list.filter,
        query: listQuery(values),
        filterInWords: [...(list.tab === 'all' ? [] : [tabs(list.tab)]), ...narrowed].join('; '),
        locale,
      },
      reader.choices,
    );
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

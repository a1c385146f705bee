import { getLocale, getTranslations } from 'next-intl/server';
import { asStream } from '#app/api/files/as-stream.ts';
import { AUDIT_FIELDS, readAuditFilter } from '#server/audit/audit-filter.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { exportAudit } from '#server/exports/export-audit.ts';

/** Fast enough for hands, too slow for a loop. Per person. */
const limit = createRateLimit({ burst: 4, perMinute: 4 });

/**
 * Exactly what a search of the audit holds, as a text file that is sent while it is made; the search is given as in the page's
 * address. 422 for a search that cannot be understood, 429 for too many.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  const asked = new URL(request.url).searchParams;
  return withReadContext(request, merchant, 'audit:read', async (ctx) => {
    const [locale, t] = await Promise.all([getLocale(), getTranslations('audit.problems')]);
    const { filter, problems } = readAuditFilter(
      Object.fromEntries(AUDIT_FIELDS.map((name) => [name, asked.get(name) ?? undefined])),
    );
    const text = { 'content-type': 'text/plain; charset=utf-8', 'content-language': locale };
    if (problems.length > 0) return new Response(t('fileFilter'), { status: 422, headers: text });
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return new Response(t('tooOften'), { status: 429, headers: { ...text, 'retry-after': '60' } });
    const file = await exportAudit(ctx, filter, locale);
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

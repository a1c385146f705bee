import { getLocale, getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { withReadContext } from '#server/auth/read-context.ts';
import { getDossier } from '#server/end-of-day/get-dossier.ts';
import { getReportFile, REPORT_FORMS } from '#server/end-of-day/report-file.ts';
import { LOCALES } from '#server/kernel/locale.ts';

const query = z.object({
  form: z.enum([...REPORT_FORMS, 'dossier']).default('json'),
  lang: z.enum(LOCALES).optional(),
});

/**
 * An end-of-day report as it was frozen: the same bytes each time for the same form and language. As `dossier`, together with what
 * came after it until now. 400 for a form that does not exist, 409 when what is stored is not what was frozen.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; runId: string }> },
): Promise<Response> {
  const { merchant, runId } = await params;
  return withReadContext(request, merchant, 'reports:see', async (ctx) => {
    const asked = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) return Response.json({ error: 'bad_request' }, { status: 400 });
    const { form, lang = await getLocale() } = asked.data;
    const file =
      form === 'dossier'
        ? await getDossier(ctx, { runId, locale: lang })
        : await getReportFile(ctx, { runId, form, locale: lang });
    if (!file.ok) {
      const t = await getTranslations('match.problem');
      return new Response(t('file'), {
        status: 409,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    }
    const { name, type, body } = file.value;
    return new Response(body, {
      headers: {
        'content-type': type,
        'content-language': lang,
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

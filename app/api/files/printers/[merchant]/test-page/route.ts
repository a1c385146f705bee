import { z } from 'zod';
import { withReadContext } from '#server/auth/read-context.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { composeTestPage } from '#server/receipts/compose-test-page.ts';
import { getLook } from '#server/receipts/get-look.ts';
import { PAPERS } from '#server/receipts/paper.ts';
import { PRINTER_MAKES } from '#server/receipts/printer-makes.ts';
import { renderFile } from '#server/receipts/render-file.ts';

const query = z.object({
  paper: z.enum(PAPERS).default('80'),
  lang: z.enum(LOCALES).optional(),
  printer: z.enum(PRINTER_MAKES).default('epson'),
});

/** A page that shows whether a printer's profile is right, as bytes for that printer; 400 for a choice that does not exist. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string }> },
): Promise<Response> {
  const { merchant } = await params;
  return withReadContext(request, merchant, 'receipts:print', async (ctx) => {
    const asked = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) return Response.json({ error: 'bad_request' }, { status: 400 });
    const { lang = ctx.actor.locale, ...profile } = asked.data;
    const page = composeTestPage(profile, await getLook(ctx), lang);
    const file = await renderFile(page, { form: 'escpos', ...profile }, 'test');
    return new Response(file.body, {
      headers: {
        'content-type': file.type,
        'content-language': lang,
        'content-disposition': `attachment; filename="test-page-${profile.printer}-${profile.paper}.${file.ending}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

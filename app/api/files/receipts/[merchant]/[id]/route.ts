import { withReadContext } from '#server/auth/read-context.ts';
import { composeSlip } from '#server/receipts/compose-slip.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { readLanguage } from '#server/receipts/read-language.ts';
import { renderText } from '#server/receipts/render-text.ts';

/** The slip as a text file, 48 columns. A file is always a duplicate: the one first slip is on paper. 409 while the result is open. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; id: string }> },
): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'receipts:print', async (ctx) => {
    const { facts, reference } = await getSlip(ctx, id);
    if (!facts) return Response.json({ error: 'not_ready' }, { status: 409 });
    const language = readLanguage(new URL(request.url).searchParams.get('lang'), ctx.merchant);
    return new Response(renderText(composeSlip(facts, language, { kind: 'file' }), 48), {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-language': language,
        'content-disposition': `attachment; filename="slip-${reference.replace(/[^\w-]/g, '')}.txt"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

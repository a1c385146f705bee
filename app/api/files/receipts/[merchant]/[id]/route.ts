import { z } from 'zod';
import { NotFound } from '#server/auth/context.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { PAPERS } from '#server/receipts/paper.ts';
import { PRINTER_MAKES } from '#server/receipts/printer-makes.ts';
import { recordCopy } from '#server/receipts/record-copy.ts';
import { renderFile, SLIP_FORMS } from '#server/receipts/render-file.ts';
import { chooseVersion, receiptOf, SLIP_VERSIONS } from '#server/receipts/slip-version.ts';

/** `copy` is which slip; the terminal's own where there is one. `printer` is who made it, for the number of its code page. */
const query = z.object({
  form: z.enum(SLIP_FORMS).default('text'),
  paper: z.enum(PAPERS).default('80'),
  lang: z.enum(LOCALES).optional(),
  copy: z.enum(SLIP_VERSIONS).optional(),
  printer: z.enum(PRINTER_MAKES).default('epson'),
});

/** Each is drawn, counted and audited: fast enough for hands, too slow for a loop. Per person. */
const limit = createRateLimit({ burst: 30, perMinute: 60 });

/**
 * The slip as a file, counted as what it is. A file is always a duplicate: the one first slip is on paper. 400 for a choice that does not exist,
 * 404 for a copy that this slip has not, 409 while the result is open, 429 for too many.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; id: string }> },
): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'receipts:print', async (ctx) => {
    const asked = query.safeParse(Object.fromEntries(new URL(request.url).searchParams));
    if (!asked.success) return Response.json({ error: 'bad_request' }, { status: 400 });
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return Response.json({ error: 'too_many' }, { status: 429, headers: { 'retry-after': '60' } });
    const { id: transactionId, facts, printed, reference, language: own } = await getSlip(ctx, id);
    if (!facts) return Response.json({ error: 'not_ready' }, { status: 409 });
    const { lang: language = own, copy, ...choice } = asked.data;
    const version = chooseVersion(printed, copy);
    if (copy && version !== copy) throw new NotFound();
    const receipt = receiptOf(facts, printed, version, language, { kind: 'file' });
    const file = await renderFile(receipt, choice, reference);
    // Who only asks for the headers takes nothing along.
    if (request.method === 'GET')
      await ctx.inTransaction((tx) => recordCopy(ctx, tx, transactionId, choice.form));
    return new Response(file.body, {
      headers: {
        'content-type': file.type,
        'content-language': language,
        'content-disposition': `attachment; filename="slip-${reference.replace(/[^\w-]/g, '')}.${file.ending}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

import { asStream } from '#app/api/files/as-stream.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { withReadContext } from '#server/auth/read-context.ts';
import { getKeptFile, type KeptFile, readPart, recordFetch } from '#server/exports/fetch-export.ts';
import { readRange } from '#server/exports/read-range.ts';

type Params = { params: Promise<{ merchant: string; id: string }> };

/** Enough for a programme that fetches in several parts at once. Per person. */
const limit = createRateLimit({ burst: 60, perMinute: 120 });

/**
 * A file that was made in the background, or the part of it that is asked for, so that a download that broke off goes on where
 * it was. 206 for a part, 416 for one that is not there; 404 once the file has expired, and for everybody else's.
 */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'transactions:export', async (ctx) => {
    if (!limit.take(ctx.actor.id, ctx.clock.now()))
      return new Response(null, { status: 429, headers: { 'retry-after': '30' } });
    const file = await getKeptFile(ctx, id);
    const headers = headersOf(file);
    const asked = readRange(
      { range: request.headers.get('range'), ifRange: request.headers.get('if-range') },
      { bytes: file.bytes, tag: tagOf(file) },
    );
    if (asked.kind === 'none')
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${file.bytes}` } });
    const part = asked.kind === 'part' ? asked.part : { from: 0, to: file.bytes - 1 };
    headers.set('content-length', String(part.to - part.from + 1));
    if (asked.kind === 'part') headers.set('content-range', `bytes ${part.from}-${part.to}/${file.bytes}`);
    await recordFetch(ctx, file, part);
    return new Response(asStream(readPart(ctx, file, part)), {
      status: asked.kind === 'part' ? 206 : 200,
      headers,
    });
  });
}

/** The same without the file, for programmes that look first. */
export async function HEAD(request: Request, { params }: Params): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'transactions:export', async (ctx) => {
    const file = await getKeptFile(ctx, id);
    const headers = headersOf(file);
    headers.set('content-length', String(file.bytes));
    return new Response(null, { headers });
  });
}

function headersOf(file: KeptFile): Headers {
  return new Headers({
    'content-type': file.type,
    'content-disposition': `attachment; filename="${file.name}"`,
    'accept-ranges': 'bytes',
    etag: tagOf(file),
    // RFC 9530 §3: of the whole file, also of a part of it.
    'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    // Compressed on the way, a part would be of other bytes.
    'cache-control': 'private, no-store, no-transform',
    'x-content-type-options': 'nosniff',
  });
}

function tagOf(file: KeptFile): string {
  return `"${file.sha256}"`;
}

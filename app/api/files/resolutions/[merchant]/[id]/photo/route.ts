import { withReadContext } from '#server/auth/read-context.ts';
import { getPhoto } from '#server/resolutions/get-photo.ts';

/** The picture of a slip that belongs to a decision, for those who may decide and see customers. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ merchant: string; id: string }> },
): Promise<Response> {
  const { merchant, id } = await params;
  return withReadContext(request, merchant, 'resolution:make', async (ctx) => {
    const { type, base64 } = await getPhoto(ctx, id);
    return new Response(Buffer.from(base64, 'base64'), {
      headers: {
        'content-type': type,
        'content-disposition': 'inline; filename="slip"',
        // Whatever it is, it is shown as a picture and nothing in it runs.
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

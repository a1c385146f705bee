import { receiveNotice } from '#server/callbacks/receive-hint.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

/** Where a provider tells an account by itself that there is news of a page; its signature is all that proves anything. */
async function receive(
  request: Request,
  { params }: { params: Promise<{ provider: string; token: string }> },
): Promise<Response> {
  return receiveNotice(getRuntime(), request, await params);
}

export {
  receive as DELETE,
  receive as GET,
  receive as HEAD,
  receive as OPTIONS,
  receive as PATCH,
  receive as POST,
  receive as PUT,
};

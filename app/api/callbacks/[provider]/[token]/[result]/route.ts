import { receiveCallback } from '#server/callbacks/receive-callback.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

/** Where providers report results; the secret in the address is all that proves anything. No session, no redirect. */
async function receive(
  request: Request,
  { params }: { params: Promise<{ provider: string; token: string; result: string }> },
): Promise<Response> {
  return receiveCallback(getRuntime(), request, await params);
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

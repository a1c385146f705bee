import { receiveReturn } from '#server/callbacks/receive-hint.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

export const dynamic = 'force-dynamic';
export const runtime = 'nodejs';

/** The way back of a payer from the page of a provider. No session, no cross-site check: what it says proves nothing. */
async function receive(
  request: Request,
  { params }: { params: Promise<{ provider: string; token: string }> },
): Promise<Response> {
  return receiveReturn(getRuntime(), request, await params);
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

import type { NextRequest } from 'next/server';
import { readSessionToken } from '#server/auth/session-token.ts';
import { findWatchedMerchants, isOfBranches } from '#server/auth/watched-merchants.ts';
import { getRuntime } from '#server/runtime/runtime.ts';
import { changeStream } from './change-stream.ts';

/** What changed, for the signed-in person's merchants, as server-sent events (D11); 401 without a session. */
export async function GET(request: NextRequest): Promise<Response> {
  const runtime = getRuntime();
  const token = await readSessionToken((name) => request.cookies.get(name)?.value, runtime.config);
  const audience = await findWatchedMerchants(runtime, token);
  if (!audience) {
    return Response.json(
      { error: 'not_signed_in' },
      { status: 401, headers: { 'cache-control': 'private, no-store' } },
    );
  }
  const stream = changeStream({
    audience,
    recheck: () => findWatchedMerchants(runtime, token),
    subscribe: runtime.live.subscribe,
    isOfBranches: async (branchIds, change) =>
      token !== null && isOfBranches(runtime, token.userId, branchIds, change),
    signal: request.signal,
  });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // No proxy and no compression may hold messages back to gather more of them.
      'cache-control': 'private, no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
  });
}

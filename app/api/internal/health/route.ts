import { readHealth } from '#server/runtime/health.ts';

export const dynamic = 'force-dynamic';

/** 200 when this process can do its work, else 503, with how many callbacks it refused since it started. */
export async function GET(): Promise<Response> {
  const { isUp, callbacks } = await readHealth();
  return Response.json(
    { status: isUp ? 'ok' : 'unavailable', callbacks },
    { status: isUp ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}

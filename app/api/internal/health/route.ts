import { isHealthy } from '#server/runtime/health.ts';

export const dynamic = 'force-dynamic';

/** 200 when this process can do its work, else 503. Says nothing more. */
export async function GET(): Promise<Response> {
  const isUp = await isHealthy();
  return Response.json(
    { status: isUp ? 'ok' : 'unavailable' },
    { status: isUp ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  );
}

/**
 * 404 for whatever has no address here. Without this the framework would render a page, and read a POST as a server action
 * behind the back of `proxy.ts`.
 */
export function GET(): Response {
  return Response.json({ error: 'not_found' }, { status: 404, headers: { 'cache-control': 'no-store' } });
}

export { GET as DELETE, GET as PATCH, GET as POST, GET as PUT };

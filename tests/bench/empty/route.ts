/** The least a route costs: a request with a body, read and answered. */
export async function POST(request: Request): Promise<Response> {
  await request.text();
  return new Response('OK');
}

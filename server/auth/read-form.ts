import { readUpTo } from './read-up-to.ts';

/** The form in the body of a request, or the status that refuses it: too large, of another type, or not readable. */
export async function readForm(request: Request, maxBytes: number): Promise<FormData | 400 | 413 | 415> {
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('multipart/form-data')) return 415;
  // Who says beforehand that it is too large is not listened to.
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 413;
  const body = await readUpTo(request, maxBytes).catch(() => Buffer.of());
  if (body === null) return 413;
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => 400);
}

import type { CallbackContent } from './callback-content.ts';

/** §6.3: what a provider with slips may send at most, and how much of more than that is kept. */
const MAX_BODY_BYTES = 1024 * 1024;
const KEPT_OF_LARGER_BYTES = 64 * 1024;

/** They prove who somebody is, and nobody who calls back has to. */
const NEVER_KEPT = new Set(['cookie', 'authorization', 'proxy-authorization']);

/**
 * Reads a request to the end, or as far as anybody may send; past what is kept of a larger one only for whom `mayGoOn`
 * answers yes, for that much of everybody's at once would fill the memory. Throws what breaks the connection.
 */
export async function readRequest(
  request: Request,
  claims: CallbackContent['claims'],
  /** Left out: nobody may, and what is longer than is kept is cut off there. */
  mayGoOn: () => Promise<boolean> = async () => false,
): Promise<CallbackContent> {
  const { body, isCut } = await readBody(request, mayGoOn);
  return {
    method: request.method,
    claims,
    contentType: request.headers.get('content-type'),
    headers: [...request.headers].filter(([name]) => !NEVER_KEPT.has(name)),
    query: new URL(request.url).search.slice(1),
    address: addressOf(request.headers),
    body,
    isCut,
  };
}

async function readBody(
  request: Request,
  mayGoOn: () => Promise<boolean>,
): Promise<{ body: Buffer; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    const isBeyondKept = size > KEPT_OF_LARGER_BYTES && size - chunk.length <= KEPT_OF_LARGER_BYTES;
    if (size > MAX_BODY_BYTES || (isBeyondKept && !(await mayGoOn())))
      return { body: Buffer.concat(chunks).subarray(0, KEPT_OF_LARGER_BYTES), isCut: true };
  }
  return { body: Buffer.concat(chunks), isCut: false };
}

/** Who sent it, as the nearest machine saw it; what stands before may be made up. */
function addressOf(headers: Headers): string {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim().slice(0, 64) ?? '';
}

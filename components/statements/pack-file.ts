/** A file as a form can carry it: packed (gzip) and in base64. Null when it is larger than any statement. */
export async function packFile(file: File): Promise<string | null> {
  if (file.size > MAX_BYTES) return null;
  const packed = file.stream().pipeThrough(new CompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK)
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  return btoa(text);
}

const MAX_BYTES = 5 * 1024 * 1024;
/** Arguments of one call are few. */
const CHUNK = 8_192;

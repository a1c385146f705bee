import { decodeBytes } from './decode.ts';
import type { Pair } from './tag-value.ts';

/**
 * The fields of a `multipart/form-data` body (RFC 7578); a file counts by its text. Null when the parts cannot be told apart or
 * the last one is not closed: a cut value may look like another one.
 */
export function readMultipart(body: Uint8Array, contentType: string): Pair[] | null {
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) return null;
  // One character per byte, so that nothing is lost before each value is decoded by itself.
  const text = `\r\n${Buffer.from(body).toString('latin1')}`;
  const [, ...parts] = text.split(`\r\n--${boundary}`);
  if (!parts.pop()?.startsWith('--')) return null;
  return parts.flatMap((part) => readPart(part) ?? []);
}

function readPart(part: string): [Pair] | null {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0 || end > 8_192) return null;
  const head = asText(part.slice(0, end));
  const name = /^content-disposition:[^\r\n]*?;\s*name="([^"\r\n]{0,200})"/im.exec(head)?.[1];
  return name === undefined ? null : [[name, asText(part.slice(end + 4))]];
}

function asText(bytes: string): string {
  return decodeBytes(Buffer.from(bytes, 'latin1'));
}

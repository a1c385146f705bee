/** A picture as it is kept and shown. */
export type Photo = { type: 'image/png' | 'image/jpeg'; base64: string };

/** A form may be 64 KB; what is left of that beside the other fields. */
const MAX_BASE64 = 44 * 1024;

const DATA_URL = /^data:(image\/(?:png|jpeg));base64,([A-Za-z0-9+/]+={0,2})$/;

/** The first bytes of each kind of file (PNG §5.2; JPEG: SOI and the start of the next marker). */
const BEGINNINGS = {
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
};

/** Reads a `data:` address as our pages write it; null for one that is too large or is not what it says it is. */
export function readPhoto(text: string): Photo | null {
  const [, type, base64] = DATA_URL.exec(text) ?? [];
  if ((type !== 'image/png' && type !== 'image/jpeg') || base64 === undefined) return null;
  if (base64.length > MAX_BASE64) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return null;
  const beginning = BEGINNINGS[type];
  return bytes.subarray(0, beginning.length).equals(beginning) ? { type, base64 } : null;
}

/** The text that `readPhoto` reads. */
export function writePhoto({ type, base64 }: Photo): string {
  return `data:${type};base64,${base64}`;
}

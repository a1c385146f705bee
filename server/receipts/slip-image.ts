import type { SlipImage } from './receipt.ts';

const MAX_BYTES = 64 * 1024;
/** As many dots as an 80 mm printer has. */
const MAX_DOTS = 576;
const MAX_BASE64 = Math.ceil(MAX_BYTES / 3) * 4;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The image of a slip from its base64, with or without `data:image/png;base64,` in front; null unless it is a PNG or BMP by
 * its own first bytes, of at most 64 KiB and 576 × 576 dots. Whatever looks like an address is none: nothing is ever
 * fetched (§11.5). Pure.
 */
export function readSlipImage(source: string): SlipImage | null {
  if (source.length > 2 * MAX_BASE64) return null;
  const base64 = source.replace(/^\s*data:image\/(?:png|bmp);base64,/i, '').replace(/\s+/g, '');
  if (base64.length > MAX_BASE64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  const found = bytes.length <= MAX_BYTES ? (readPng(bytes) ?? readBmp(bytes)) : null;
  if (!found || !fits(found.width) || !fits(found.height)) return null;
  return { ...found, base64: bytes.toString('base64') };
}

type Found = Omit<SlipImage, 'base64'>;

function readPng(bytes: Buffer): Found | null {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(PNG)) return null;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { type: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function readBmp(bytes: Buffer): Found | null {
  if (bytes.length < 54 || bytes.toString('latin1', 0, 2) !== 'BM' || bytes.readUInt32LE(14) < 40)
    return null;
  // A negative height means that the first row is the top one.
  return { type: 'bmp', width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
}

function fits(dots: number): boolean {
  return dots > 0 && dots <= MAX_DOTS;
}

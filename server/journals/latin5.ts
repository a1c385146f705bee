import { Buffer } from 'node:buffer';

/** Where ISO 8859-9 differs from ISO 8859-1; Windows-1254 has these letters in the same places. */
const TURKISH: ReadonlyMap<string, number> = new Map([
  ['Ğ', 0xd0],
  ['İ', 0xdd],
  ['Ş', 0xde],
  ['ğ', 0xf0],
  ['ı', 0xfd],
  ['ş', 0xfe],
]);
/** What stands in those places of ISO 8859-1 and so is in none of the two. */
const ICELANDIC = new Set('ÐÝÞðýþ');

/**
 * A text in ISO 8859-9, and so in Windows-1254, as older ledger programmes of Türkiye read it; a letter that it has not as
 * the one it is made of, else as a question mark.
 */
export function inLatin5(text: string): Buffer {
  return Buffer.from(Array.from(text.normalize('NFC'), byteOf));
}

function byteOf(sign: string): number {
  const own = ownByteOf(sign);
  if (own !== null) return own;
  const [base = ''] = sign.normalize('NFD');
  return ownByteOf(base) ?? 0x3f;
}

function ownByteOf(sign: string): number | null {
  const turkish = TURKISH.get(sign);
  if (turkish !== undefined) return turkish;
  const code = sign.codePointAt(0) ?? 0x100;
  const isControl =
    code < 0x20 ? code !== 0x0a && code !== 0x0d && code !== 0x09 : code >= 0x7f && code < 0xa0;
  return code > 0xff || isControl || ICELANDIC.has(sign) ? null : code;
}

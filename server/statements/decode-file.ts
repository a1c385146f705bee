import { Buffer } from 'node:buffer';

/** How a file was written. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1254';

/** A file as text, and how it was written. */
export type Decoded = { text: string; encoding: Encoding };

/**
 * The text of a file as spreadsheets and banks write it: UTF-8 or UTF-16 by its mark (or by its zeros), UTF-8 without one where
 * it is that, else Windows-1254. Null for what is no text. Pure.
 */
export function decodeFile(bytes: Uint8Array): Decoded | null {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  return /[\0\ufffd]/.test(text) ? null : { text, encoding };
}

function encodingOf(bytes: Uint8Array): Encoding {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (head.startsWith('efbbbf')) return 'utf-8';
  if (head.startsWith('fffe')) return 'utf-16le';
  if (head.startsWith('feff')) return 'utf-16be';
  // Plain letters in two bytes each, without a mark.
  if (/^..00..00$/.test(head)) return 'utf-16le';
  if (/^00..00/.test(head)) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1254';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A part of a file, both ends included. */
export type Part = { from: number; to: number };

/** What of a file a request asks for. `none`: nothing of it is there (416). */
export type Asked = { kind: 'whole' } | { kind: 'part'; part: Part } | { kind: 'none' };

/**
 * Reads which part of a file is wanted (RFC 9110 §14): one range of bytes, and only while the file is still the one that the
 * first part was of (`If-Range`, §13.1.5). Several ranges and other units are the whole file. Pure.
 */
export function readRange(
  { range, ifRange }: { range: string | null; ifRange: string | null },
  { bytes, tag }: { bytes: number; tag: string },
): Asked {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range?.trim() ?? '');
  if (!match || (ifRange !== null && ifRange.trim() !== tag)) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? { kind: 'none' } : { kind: 'part', part: { from: bytes - length, to: bytes - 1 } };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return { kind: 'whole' };
  if (from >= bytes) return { kind: 'none' };
  return { kind: 'part', part: { from, to: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) } };
}

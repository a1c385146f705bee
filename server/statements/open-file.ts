import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { decodeFile, type Encoding } from './decode-file.ts';
import { readTable, type Table, type TableProblem } from './read-table.ts';

/** A file that can be read as a table. */
export type OpenFile = { table: Table; encoding: Encoding; fileHash: string; headHash: string };

/** Why a file cannot be read at all. */
export type FileProblem = TableProblem | 'not_text' | 'too_large' | 'broken';

/** The most a file may hold once it is unpacked: a month of a busy merchant is about 1 MB. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Unpacks (gzip, base64) and reads an uploaded file; what is wrong with it as a value. Pure. */
export function openFile(packed: string): OpenFile | FileProblem {
  const bytes = unpack(packed);
  if (typeof bytes === 'string') return bytes;
  const decoded = decodeFile(bytes);
  if (!decoded) return 'not_text';
  const table = readTable(decoded.text);
  if (typeof table === 'string') return table;
  const hash = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
  return {
    table,
    encoding: decoded.encoding,
    fileHash: hash(bytes),
    headHash: hash(table.heads.join('\u001f')),
  };
}

function unpack(packed: string): Uint8Array | 'too_large' | 'broken' {
  try {
    return gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: MAX_FILE_BYTES });
  } catch (error) {
    return error instanceof RangeError ? 'too_large' : 'broken';
  }
}

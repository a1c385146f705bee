import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';

/** A table as it was copied. */
export type CopiedTable = { name: string; columns: string[] };

const header = z.object({
  vezne: z.literal('backup'),
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  /** The instant the newest migration was written: the version of the schema. */
  migration: z.number().int(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })),
});

const trailer = z.object({ rows: z.record(z.string(), z.number().int()), sha256: z.string() });

/** What a backup says of itself before its rows. */
export type BackupHeader = z.infer<typeof header>;
/** What it says after them; without this it is not whole. */
export type BackupTrailer = z.infer<typeof trailer>;

/** Ends the rows of a table, as in COPY itself: no row is ever only this. */
const END_OF_TABLE = '\\.\n';
const NEWLINE = 10;

/** A backup that cannot be used, in one sentence. */
export class UnusableBackup extends Error {}

/** Writes a backup; it has its name only once it is whole and on disk. */
export async function createBackupFile(path: string) {
  const partial = `${path}.partial`;
  const content = createHash('sha256');
  const whole = createHash('sha256');
  const gzip = createGzip({ level: 6 });
  const file = createWriteStream(partial, { flags: 'wx', mode: 0o600 });
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      whole.update(chunk);
      file.write(chunk, done);
    },
    final(done) {
      file.end(done);
    },
  });
  gzip.pipe(sink);
  const failed = Promise.withResolvers<never>();
  for (const stream of [gzip, sink, file]) stream.on('error', failed.reject);
  failed.promise.catch(() => {});
  const put = async (chunk: Buffer | string) => {
    const bytes = Buffer.from(chunk);
    content.update(bytes);
    if (!gzip.write(bytes)) {
      const drained = new Promise<void>((resolve) => gzip.once('drain', resolve));
      await Promise.race([drained, failed.promise]);
    }
  };
  return {
    writeHeader: (head: Omit<BackupHeader, 'vezne' | 'format'>) =>
      put(`${JSON.stringify({ vezne: 'backup', format: 1, ...head })}\n`),
    /** Rows as COPY writes them; returns how many lines ended in these bytes. */
    async writeRows(chunk: Buffer): Promise<number> {
      await put(chunk);
      return countLines(chunk);
    },
    endTable: () => put(END_OF_TABLE),
    /** Returns the digest of the file as it lies on disk. */
    async finish(rows: Record<string, number>): Promise<string> {
      const end: BackupTrailer = { rows, sha256: content.copy().digest('hex') };
      await put(`${JSON.stringify(end)}\n`);
      gzip.end();
      await Promise.race([finished(file), failed.promise]);
      await syncFile(partial);
      await rename(partial, path);
      return whole.digest('hex');
    },
    async abandon(): Promise<void> {
      gzip.destroy();
      file.destroy();
      await rm(partial, { force: true });
    },
  };
}

/** A part of a backup, in its order: the header, rows of one table after the other, the end. */
export type BackupPart =
  | { kind: 'header'; header: BackupHeader }
  | { kind: 'rows'; table: CopiedTable; rows: Buffer; lines: number }
  | { kind: 'table_end'; table: CopiedTable }
  | { kind: 'end'; trailer: BackupTrailer };

/**
 * Reads a backup from its beginning to its end. Throws UnusableBackup for what is none, is cut off, or was changed: by then
 * parts of it have been given, so it is read once to its end before anybody does anything with it.
 */
export async function* readBackupFile(path: string): AsyncGenerator<BackupPart> {
  const content = createHash('sha256');
  let head: BackupHeader | null = null;
  let at = 0;
  let end: BackupTrailer | null = null;
  const counted: Record<string, number> = {};
  for await (const lines of linesOf(path)) {
    let rows: Buffer[] = [];
    for (const line of lines) {
      if (end) throw new UnusableBackup('The file goes on behind its end.');
      if (!head) {
        head = parseLine(header, line, 'This is not a backup of Vezne.');
        content.update(line);
        yield { kind: 'header', header: head };
        continue;
      }
      const table = head.tables[at];
      if (!table) {
        end = parseLine(trailer, line, 'The end of the file cannot be read.');
        continue;
      }
      content.update(line);
      if (line.length !== END_OF_TABLE.length || line.toString('latin1') !== END_OF_TABLE) {
        rows.push(line);
        continue;
      }
      if (rows.length > 0) yield { kind: 'rows', table, rows: Buffer.concat(rows), lines: rows.length };
      counted[table.name] = (counted[table.name] ?? 0) + rows.length;
      rows = [];
      at += 1;
      yield { kind: 'table_end', table };
    }
    const table = head?.tables[at];
    if (table && rows.length > 0) {
      counted[table.name] = (counted[table.name] ?? 0) + rows.length;
      yield { kind: 'rows', table, rows: Buffer.concat(rows), lines: rows.length };
    }
  }
  if (!end) throw new UnusableBackup('The file is cut off.');
  if (end.sha256 !== content.digest('hex'))
    throw new UnusableBackup('The file was changed: its digest is another.');
  for (const [name, count] of Object.entries(end.rows))
    if (count !== (counted[name] ?? 0)) throw new UnusableBackup(`The file lacks rows of ${name}.`);
  yield { kind: 'end', trailer: end };
}

/** The lines of the unpacked file with their newlines, as many at a time as there are in what was read. */
async function* linesOf(path: string): AsyncGenerator<Buffer[]> {
  const stream = createReadStream(path).on('error', (error) => gunzip.destroy(error));
  const gunzip = createGunzip();
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream.pipe(gunzip) as AsyncIterable<Buffer>) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const lines: Buffer[] = [];
      let from = 0;
      for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
        lines.push(bytes.subarray(from, to + 1));
        from = to + 1;
      }
      rest = bytes.subarray(from);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    const code = Object(error).code;
    if (code === 'Z_BUF_ERROR') throw new UnusableBackup('The file is cut off.');
    if (code === 'Z_DATA_ERROR')
      throw new UnusableBackup('This is not a backup of Vezne, or it was changed.');
    throw error;
  }
  if (rest.length > 0) throw new UnusableBackup('The file is cut off.');
}

function parseLine<T>(schema: z.ZodType<T>, line: Buffer, problem: string): T {
  try {
    return schema.parse(JSON.parse(line.toString('utf8')));
  } catch {
    throw new UnusableBackup(problem);
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync();
  await handle.close();
}

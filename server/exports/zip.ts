import { Buffer } from 'node:buffer';
import type { Writable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** What is in a file of an archive: text or bytes. */
type Content = string | Uint8Array;

/**
 * A file of an archive: its name, and what is in it as it comes; or, `stored`, all of it as it is. What is packed in itself gets
 * no smaller, and a packer for each of thousands of files would leave memory behind faster than it is given back.
 */
export type ZipEntry = { name: string } & (
  | { content: AsyncIterable<Content> | Iterable<Content> }
  | { stored: Uint8Array }
);

/** The largest file or archive of the plain format; beyond it another would be needed. */
const MOST_BYTES = 0xffff_ffff;
/** Names are UTF-8 (bit 11); of what is compressed (8) the sizes follow the data (bit 3). APPNOTE.TXT §4.4.4, §4.4.5. */
const DEFLATED = { flags: 0x0808, method: 8 };
const STORED = { flags: 0x0800, method: 0 };
/** What a reader has to understand: 2.0. */
const VERSION = 20;

/** What is known of a file once it is written. */
type Written = {
  name: Buffer;
  as: typeof DEFLATED;
  crc: number;
  packed: number;
  size: number;
  offset: number;
};

/**
 * An archive, written while its files are being made: nothing of it is kept but what its list at the end needs (PKWARE
 * APPNOTE.TXT 6.3, §4.3). One moment in all files, so that the same content is the same archive.
 */
export async function* zip(entries: AsyncIterable<ZipEntry>, at: Date): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  const time = dosTime(at);
  let offset = 0;
  for await (const entry of entries) {
    const file: Written = {
      ...{ name: Buffer.from(entry.name), as: DEFLATED, crc: 0, packed: 0, size: 0, offset },
      ...('stored' in entry && inFull(entry.stored)),
    };
    const head = localHeader(file, time);
    yield head;
    offset += head.length;
    if ('stored' in entry) {
      yield entry.stored;
    } else {
      for await (const chunk of deflated(entry.content, file)) yield chunk;
      const tail = descriptor(file);
      yield tail;
      offset += tail.length;
    }
    offset += file.packed;
    if (offset > MOST_BYTES || file.size > MOST_BYTES)
      throw new RangeError('The archive is larger than its format');
    written.push(file);
  }
  const list = Buffer.concat(written.map((file) => listEntry(file, time)));
  yield list;
  yield endOfList(written.length, list.length, offset);
}

function inFull(bytes: Uint8Array): Partial<Written> {
  return { as: STORED, crc: crc32(bytes), packed: bytes.length, size: bytes.length };
}

/** What is in it, compressed as it comes, and counted on both sides. */
async function* deflated(
  content: AsyncIterable<Content> | Iterable<Content>,
  file: Written,
): AsyncGenerator<Buffer> {
  const packer = createDeflateRaw({ level: 3 });
  const feed = async () => {
    for await (const part of content) {
      const bytes = Buffer.from(part);
      file.crc = crc32(bytes, file.crc);
      file.size += bytes.length;
      if (!packer.write(bytes)) await hasRoom(packer);
      // Nobody reads any more.
      if (packer.destroyed) return;
    }
    packer.end();
  };
  const fed = feed().catch((error: unknown) => {
    packer.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  for await (const chunk of packer as AsyncIterable<Buffer>) {
    file.packed += chunk.length;
    yield chunk;
  }
  await fed;
}

/** Until there is room again, or never will be. */
function hasRoom(packer: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      packer.off('drain', go).off('close', go);
      resolve();
    };
    packer.once('drain', go).once('close', go);
  });
}

/** Checksum and sizes are zero where they follow the data. */
function localHeader({ name, as, crc, packed, size }: Written, time: number): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(as.flags, 6);
  head.writeUInt16LE(as.method, 8);
  head.writeUInt32LE(time, 10);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(packed, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, packed, size }: Written): Buffer {
  const tail = Buffer.alloc(16);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeUInt32LE(packed, 8);
  tail.writeUInt32LE(size, 12);
  return tail;
}

function listEntry({ name, as, crc, packed, size, offset }: Written, time: number): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  head.writeUInt16LE(as.flags, 8);
  head.writeUInt16LE(as.method, 10);
  head.writeUInt32LE(time, 12);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(packed, 20);
  head.writeUInt32LE(size, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, name]);
}

function endOfList(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** A moment as the format has it: two seconds exact, from 1980 on; the time in the lower half, the date in the upper. */
function dosTime(at: Date): number {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return ((date << 16) | time) >>> 0;
}

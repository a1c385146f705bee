import { crc32, inflateRawSync } from 'node:zlib';

/** The files of an archive by name, read from the list at its end, as every reader of archives does; throws on what is not one. */
export function readZip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (end < 0) throw new Error('No archive');
  const count = bytes.readUInt16LE(end + 8);
  const length = bytes.readUInt32LE(end + 12);
  const files = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  if (at + length !== end) throw new Error('The list does not end where it says');
  for (let number = 0; number < count; number++) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('No entry of the list');
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, contentOf(bytes, at, nameLength));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

function contentOf(bytes: Buffer, at: number, nameLength: number): string {
  const [crc, packed, size] = [16, 20, 24].map((field) => bytes.readUInt32LE(at + field));
  const start = bytes.readUInt32LE(at + 42);
  if (bytes.readUInt32LE(start) !== 0x04034b50) throw new Error('No file where the list says');
  const data = start + 30 + nameLength;
  const kept = bytes.subarray(data, data + (packed ?? 0));
  const content = bytes.readUInt16LE(at + 10) === 0 ? kept : inflateRawSync(kept);
  if (content.length !== size || crc32(content) !== crc)
    throw new Error('The content is not what the list says');
  return content.toString('utf8');
}

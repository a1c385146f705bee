import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readZip } from '#tests/support/read-zip.ts';
import { type ZipEntry, zip } from './zip.ts';

const at = new Date('2026-03-04T10:05:00Z');

async function archive(entries: ZipEntry[]): Promise<Buffer> {
  const given = (async function* () {
    yield* entries;
  })();
  return buffer(zip(given, at));
}

describe('an archive', () => {
  it('holds each file under its name, whole', async () => {
    const files = await archive([
      { name: 'boş.txt', content: [] },
      { name: 'xl/şğİı.xml', content: ['çay ', 've ', 'kahve'] },
    ]);
    expect([...readZip(files)]).toEqual([
      ['boş.txt', ''],
      ['xl/şğİı.xml', 'çay ve kahve'],
    ]);
  });

  it('keeps what is packed in itself as it is, with its sizes before it', async () => {
    const stored = Buffer.from('packed already');
    const files = await archive([
      { name: 'slip.pdf', stored },
      { name: 'note.txt', content: ['after it'] },
    ]);
    expect([...readZip(files)]).toEqual([
      ['slip.pdf', 'packed already'],
      ['note.txt', 'after it'],
    ]);
    expect(files.readUInt32LE(18)).toBe(stored.length);
    expect(files.subarray(38, 38 + stored.length)).toEqual(stored);
  });

  it('holds files far larger than what is in memory at once', async () => {
    const line = 'a line of some length, again and again\n';
    const content = async function* () {
      for (let number = 0; number < 2_000; number++) yield line.repeat(50);
    };
    const [text] = readZip(await archive([{ name: 'long', content: content() }])).values();
    expect(text?.length).toBe(line.length * 100_000);
  });

  it('breaks off where the making of a file breaks off, instead of ending as if it were whole', async () => {
    const content = async function* () {
      yield 'a';
      throw new Error('The database went away');
    };
    await expect(archive([{ name: 'x', content: content() }])).rejects.toThrow('The database went away');
  });

  it('is the same for the same content', async () => {
    const make = () => archive([{ name: 'x', content: ['y'] }]);
    expect(await make()).toEqual(await make());
  });
});

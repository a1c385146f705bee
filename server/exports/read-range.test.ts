import { describe, expect, it } from 'vitest';
import { readRange } from './read-range.ts';

const file = { bytes: 100, tag: '"abc"' };
const read = (range: string | null, ifRange: string | null = null) => readRange({ range, ifRange }, file);

describe('a request for a part of a file', () => {
  it('gets the bytes it names, both ends included, and no more than there are', () => {
    expect(read('bytes=0-0')).toEqual({ kind: 'part', part: { from: 0, to: 0 } });
    expect(read('bytes=10-')).toEqual({ kind: 'part', part: { from: 10, to: 99 } });
    expect(read('bytes=90-500')).toEqual({ kind: 'part', part: { from: 90, to: 99 } });
    expect(read('bytes=-10')).toEqual({ kind: 'part', part: { from: 90, to: 99 } });
    expect(read('bytes=-500')).toEqual({ kind: 'part', part: { from: 0, to: 99 } });
  });

  it('gets the whole where it names nothing that is understood', () => {
    for (const range of [
      null,
      '',
      'bytes=',
      'bytes=-',
      'bytes=9-3',
      'bytes=0-1,5-6',
      'lines=1-2',
      'bytes=1e1-',
    ])
      expect(read(range)).toEqual({ kind: 'whole' });
  });

  it('is told that nothing is there beyond the end', () => {
    for (const range of ['bytes=100-', 'bytes=100-200', 'bytes=-0'])
      expect(read(range)).toEqual({ kind: 'none' });
  });

  it('gets the whole when the file is not the one that was begun', () => {
    expect(read('bytes=10-', '"abc"')).toMatchObject({ kind: 'part' });
    expect(read('bytes=10-', '"old"')).toEqual({ kind: 'whole' });
    expect(read('bytes=10-', 'W/"abc"')).toEqual({ kind: 'whole' });
  });
});

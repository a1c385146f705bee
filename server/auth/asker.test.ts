import { describe, expect, test } from 'vitest';
import { askerOf, networkOf } from './asker.ts';

describe('the address a request came from', () => {
  test.each([
    ['no proxy is trusted', '198.51.100.9', 0, '203.0.113.5'],
    ['no proxy is trusted and nothing is claimed', undefined, 0, '203.0.113.5'],
    ['one is trusted, which adds to what was claimed', '1.1.1.1, 198.51.100.9', 1, '198.51.100.9'],
    ['one is trusted and says it in a line of its own', ['1.1.1.1', '198.51.100.9'], 1, '198.51.100.9'],
    ['one is trusted and was gone around', undefined, 1, '203.0.113.5'],
    ['two are trusted', '1.1.1.1, 198.51.100.9, 10.0.0.2', 2, '198.51.100.9'],
    ['two are trusted and the outer one was gone around', '198.51.100.9', 2, '198.51.100.9'],
    ['what was claimed is empty', ' , ', 1, '203.0.113.5'],
  ])('when %s', (_when, forwarded, trusted, address) => {
    expect(askerOf(forwarded, '203.0.113.5', trusted)).toBe(address);
  });

  test('is not moved by anything that is claimed before what trusted proxies added', () => {
    for (const claimed of ['', '9.9.9.9, ', '9.9.9.9, 8.8.8.8, ', "x' or 1=1, ", ',,,,'])
      expect(askerOf(`${claimed}198.51.100.9`, '10.0.0.2', 1)).toBe('198.51.100.9');
  });
});

describe('what of an address is one party', () => {
  test.each([
    ['203.0.113.5', '203.0.113.5'],
    ['203.0.113.5:4711', '203.0.113.5'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
    ['::FFFF:cb00:7105', '203.0.113.5'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::1', '2001:db8:1:2'],
    ['[2001:db8:1:2::1]:4711', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['1::2:3:4:5:6:7', '1:0:2:3'],
    ['', ''],
    ['unknown', ''],
    ["127.0.0.1' or 1=1", ''],
    ['2001:db8::1::2', ''],
  ])('%j is %j', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

import { describe, expect, it } from 'vitest';
import { parseMarkup } from './parse-markup.ts';
import { ONE_DOT, said } from './testing.ts';

const lines = (markup: string) => parseMarkup(markup).receipt.lines;
const warnings = (markup: string) => parseMarkup(markup).warnings;
const left = (text: string, manner = {}) => ({ kind: 'terminal', left: [{ text, ...manner }] });

// §15.9: each row of §11.5.
describe('a hostile slip (§11.5)', () => {
  it('may write tags in any case and with any attributes', () => {
    expect(lines('<b onclick="alert(1)" title=\'a>b\'>x</B><l CLASS=y>z</l>')).toEqual([
      left('x', { bold: true }),
      left('z'),
    ]);
  });

  it('loses unknown tags but not what is in them, and is warned of', () => {
    expect(lines('<L><font color=red>a</font><a href="http://x">b</a></L>')).toEqual([left('ab')]);
    expect(warnings('<font>a</font>')).toEqual(['unknown_tag']);
  });

  it.each(
    'script style iframe object embed svg math template noscript textarea title xmp plaintext link meta base form'.split(
      ' ',
    ),
  )('loses <%s> with its content', (name) => {
    expect(said(`a<${name} x="1">no<B>no</B></${name}>b`)).toEqual(['ab']);
    expect(said(`a<${name}><${name}>no</${name}>no</${name.toUpperCase()} >b`)).toEqual(['ab']);
    expect(said(`a<${name}>no`)).toEqual(['a']);
    expect(warnings(`<${name}>no`)).toEqual(['element_dropped']);
  });

  it('loses comments, CDATA, instructions and doctypes, closed or not', () => {
    expect(said('a<!-- <B>no</B> > -->b<![CDATA[ <B>no ]]>c<?php no > ?>d<!DOCTYPE html>e')).toEqual([
      'abcde',
    ]);
    expect(said('a<!-- no>b<?no>c<!-- no')).toEqual(['abc']);
  });

  it('shows an image only from bytes it carries itself', () => {
    const sources = [
      'http://x/y.png',
      '//x/y.png',
      'javascript:alert(1)',
      'blob:http://x/1',
      'logo.png',
      'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=',
      `data:text/html;base64,${ONE_DOT}`,
      btoa('GIF89a, which is none of the two'),
      'A'.repeat(90_000),
      pngOf(577, 1),
      pngOf(0, 1),
    ];
    for (const source of sources) {
      expect(lines(`<IMG src="${source}"/>`), source.slice(0, 40)).toEqual([]);
      expect(warnings(`<IMG>${source}</IMG>`), source.slice(0, 40)).toEqual(['image_refused']);
    }
    for (const source of [
      ONE_DOT,
      `data:image/png;base64,${ONE_DOT}`,
      ` ${ONE_DOT.slice(0, 9)}\n${ONE_DOT.slice(9)}`,
    ]) {
      expect(lines(`<IMG src='${source}'>`)).toMatchObject([{ kind: 'image', image: { base64: ONE_DOT } }]);
    }
    expect(lines(`<IMG src="${pngOf(576, 576)}"/>`)).toMatchObject([
      { image: { type: 'png', width: 576, height: 576 } },
    ]);
    expect(lines(`<IMG>${bmpOf(8, -4)}</IMG>`)).toMatchObject([
      { image: { type: 'bmp', width: 8, height: 4 } },
    ]);
    expect(lines('<IMG src=""/><IMG/>')).toEqual([]);
    expect(warnings('<IMG src=""/><IMG/>')).toEqual([]);
  });

  it('takes the content of an image that is never closed for text', () => {
    expect(said('<IMG>words<BR/>more')).toEqual(['words', 'more']);
  });

  it('has codes of 512 signs at most', () => {
    expect(lines(`<QR>${'q'.repeat(512)}</QR>`)).toEqual([{ kind: 'qr', text: 'q'.repeat(512) }]);
    expect(lines(`<QR>${'q'.repeat(513)}</QR>a`)).toEqual([left('a')]);
    expect(warnings(`<QR>${'q'.repeat(513)}</QR>`)).toEqual(['qr_refused']);
  });

  it('has four images and four codes at most: each takes time to draw', () => {
    const many = `<IMG>${ONE_DOT}</IMG><QR>q</QR>`.repeat(5);
    expect(lines(many).map(({ kind }) => kind)).toEqual(Array(4).fill(['image', 'qr']).flat());
    expect(warnings(many)).toEqual(['image_refused', 'qr_refused']);
  });

  it('has its entities decoded once', () => {
    expect(said('&lt;B&gt;&amp;lt; &quot;&apos; &#65;&#x42;&#X43; &#128512; &nbsp;x')).toEqual([
      '<B>&lt; "\' ABC 😀 \u00a0x',
    ]);
    for (const literal of ['&', '& &bogus; &amp', '&#; &#x; &#xD800; &#1114112;', '&LT;']) {
      expect(said(literal)).toEqual([literal]);
    }
    expect(said('&lt;script&gt;alert(1)&lt;/script&gt;')).toEqual(['<script>alert(1)</script>']);
  });

  it('may have a < that begins no tag', () => {
    for (const literal of ['1 < 5', 'a<$b', 'a<', 'a</', '</ B>', '<<', '<B', '<IMG src="x', 'a <b c']) {
      expect(said(literal)).toEqual([literal]);
    }
    expect(lines('<B <C>x</C>')).toEqual([left('<B '), { kind: 'terminal', centre: [{ text: 'x' }] }]);
  });

  it('closes what is open where it must: at the next part, at a break, at the end', () => {
    expect(said('<C>a<L>b<BR/>c')).toEqual(['a', 'b', 'c']);
    expect(lines('<B><C>a')).toEqual([{ kind: 'terminal', centre: [{ text: 'a', bold: true }] }]);
  });

  it('is warned of a close without its open, and goes on', () => {
    expect(lines('</B>a</C></QR></IMG>b')).toEqual([left('ab')]);
    expect(warnings('</B>a')).toEqual(['stray_close']);
  });

  it('may cross its tags: each close ends one of its own name', () => {
    expect(lines('<B><LG>a</B>b</LG>c')).toEqual([
      {
        kind: 'terminal',
        left: [{ text: 'a', bold: true, large: true }, { text: 'b', large: true }, { text: 'c' }],
      },
    ]);
    expect(lines('<B><B>a</B>b</B>c')).toEqual([
      { kind: 'terminal', left: [{ text: 'ab', bold: true }, { text: 'c' }] },
    ]);
  });

  it('loses every control, override and sign without width', () => {
    const hidden = [
      0x00, 0x1b, 0x1d, 0x0d, 0x7f, 0x85, 0x9b, 0x202a, 0x202e, 0x2066, 0x2069, 0x200b, 0x200f, 0xfeff, 0xad,
    ];
    const signs = hidden.map((point) => String.fromCodePoint(point)).join('a');
    expect(said(`<L>x${signs}y</L>`)).toEqual([`x${'a'.repeat(hidden.length - 1)}y`]);
    expect(said(hidden.map((point) => `&#${point};`).join(''))).toEqual([]);
    expect(lines('<L>a\nb\tc</L>')).toEqual([left('a b c')]);
    expect(lines('<L>a\ud800b\u0301</L>')).toEqual([left('a\ufffdb\u0301')]);
  });

  it('shows of a card number no more than the last four digits, however it is written', () => {
    for (const number of [
      '4111111111111111',
      '4111 1111 1111 1111',
      '4111-1111-1111-1111',
      '41 11  11-11 1111 1111',
      '4111<B>1111</B>11111111',
      '4111&#49;11111111111',
      '4111\u200b1111<!-- -->11111111',
      '４１１１ １１１１ 1111 1111',
      '4000000000006',
      '6304000000000000000',
    ]) {
      const text = said(`<L>Card ${number}</L><BR/>`).join();
      expect(text.match(/[0-9]/g), number).toHaveLength(4);
      expect(warnings(number), number).toEqual(['card_number_masked']);
    }
    expect(said('<L>4111 1111</L><R>1111 1111</R>')).toEqual(['**** **** | **** 1111']);
    expect(said('<L>12 4111111111111111 35</L>')).toEqual(['12 ************1111 35']);
    expect(said('<QR>4111111111111111</QR>')).toEqual(['************1111']);
  });

  it('keeps figures that are no card number, and those of a reference', () => {
    for (const figures of [
      '4111111111111112',
      '411111111111',
      '41111111111111111111',
      'A4111111111111111111111',
      '12.40',
    ]) {
      expect(said(figures)).toEqual([figures]);
    }
    for (const label of ['AID:', 'TVR:', 'Reference Id:', ' reference id: ']) {
      expect(said(`<L>${label}</L><R>4111111111111111</R>`).join()).toContain('4111111111111111');
    }
  });

  it('stops at its limits, keeps what was read until then, and is warned of', () => {
    expect(warnings(`${'x<BR/>'.repeat(50_000)}`)).toContain('input_too_long');
    expect(parseMarkup('<B></B>'.repeat(2_501))).toMatchObject({ warnings: ['too_many_tags'] });
    expect(warnings('<B></B>'.repeat(2_500))).toEqual([]);
    expect(warnings('<B>'.repeat(16))).toEqual([]);
    expect(parseMarkup(`a${'<B>'.repeat(17)}b`)).toMatchObject({
      receipt: { lines: [left('a')] },
      warnings: ['too_deep'],
    });
    expect(lines('<BR/>'.repeat(600))).toHaveLength(500);
    expect(warnings('<BR/>'.repeat(600))).toEqual(['too_many_lines']);
    expect(warnings('<BR/>'.repeat(500))).toEqual([]);
    expect(parseMarkup(`${'x'.repeat(1_001)}<BR/>y`)).toMatchObject({
      receipt: { lines: [left('x'.repeat(1_000))], mark: null },
      warnings: ['line_too_long'],
    });
    expect(warnings(`${'x'.repeat(1_000)}<BR/>y`)).toEqual([]);
  });

  it('is cut off before a tag that the limit cuts in two', () => {
    const long = `<L>a</L><!--${'x'.repeat(262_100)}--><IMG src="${ONE_DOT}"/>`;
    expect(lines(long)).toEqual([left('a')]);
  });
});

function pngOf(width: number, height: number): string {
  const bytes = Buffer.from(ONE_DOT, 'base64');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes.toString('base64');
}

function bmpOf(width: number, height: number): string {
  const bytes = Buffer.alloc(86);
  bytes.write('BM');
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  return bytes.toString('base64');
}

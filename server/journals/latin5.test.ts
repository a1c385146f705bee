import { expect, it } from 'vitest';
import { inLatin5 } from './latin5.ts';

const read = (text: string, encoding: string) => new TextDecoder(encoding).decode(inLatin5(text));

it('every Turkish and French letter comes back from ISO 8859-9 and Windows-1254 alike', () => {
  const text = 'Ğİı Şşğ ÇçÖöÜü Ââ éèàùêîôû\r\n\t;"';
  for (const encoding of ['iso-8859-9', 'windows-1254']) expect(read(text, encoding)).toBe(text);
});

it('what there is no place for is written as the letter it is made of, or as a question mark', () => {
  expect(read('Łódź Ý ₺ 😀 \u0000\u0085 ş', 'windows-1254')).toBe('?ódz Y ? ? ?? ş');
});

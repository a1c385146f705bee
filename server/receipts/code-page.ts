import { columnsOf, signsOf } from './glyphs.ts';

/**
 * What code page 857 can print beside ASCII: all Turkish and French letters but œ. Its ¶ and § are left out, because their
 * other name on printers is a control byte, and so are its blank and hyphen that do not show.
 */
const UPPER =
  'ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ×ÚÛÙìÿ¯´±¾÷¸°¨·¹³²■';

const IN_PAGE = new RegExp(`^[ -~${UPPER}]+$`, 'u');

/** What stands for signs that cashiers and terminals do use. No receipt printer has the sign of the lira. */
const INSTEAD = new Map(
  Object.entries({
    '₺': 'TL',
    '€': 'EUR',
    œ: 'oe',
    Œ: 'OE',
    '‘': "'",
    '’': "'",
    '‚': "'",
    '“': '"',
    '”': '"',
    '„': '"',
    '‐': '-',
    '‑': '-',
    '–': '-',
    '—': '-',
    '−': '-',
    '…': '...',
    '•': '·',
    '№': 'No',
  }),
);

/**
 * A text in signs of code page 857 alone, none of them a control: others as the letters they are made of, in words where
 * there are some, or as question marks of the same width.
 */
export function inCodePage(text: string): string {
  return IN_PAGE.test(text) ? text : signsOf(text).map(signInCodePage).join('');
}

function signInCodePage(sign: string): string {
  const composed = sign.normalize('NFC');
  if (IN_PAGE.test(composed)) return composed;
  if (/^\p{Zs}$/u.test(composed)) return ' '.repeat(columnsOf(composed));
  const instead = INSTEAD.get(composed);
  if (instead !== undefined) return instead;
  const letters = sign.normalize('NFKD').replace(/\p{M}/gu, '');
  return IN_PAGE.test(letters) ? letters : '?'.repeat(columnsOf(sign));
}

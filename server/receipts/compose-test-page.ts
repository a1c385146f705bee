import { createTranslator } from 'next-intl';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { PAPER, type Paper } from './paper.ts';
import type { PrinterMake } from './printer-makes.ts';
import type { Receipt, ReceiptLine, Span } from './receipt.ts';
import type { SlipLook } from './slip-look.ts';

/** Letters that are wrong on paper when the number of the code page is. */
const LETTERS = ['ÇĞİÖŞÜ çğıöşü', 'ÀÂÉÈÊËÎÏÔÙÛ àâéèêëîïôùû', 'TL € $ £ ½ ° ²'];

/** A page that tells whether a printer's profile is right: letters, both edges, styles, the logo, a code and the cut. Pure. */
export function composeTestPage(
  profile: { printer: PrinterMake; paper: Paper },
  { logo }: SlipLook,
  language: Locale,
): Receipt {
  const say = createTranslator({
    locale: language,
    messages: messages[language],
    namespace: 'slip.testPage',
  });
  const makes = createTranslator({
    locale: language,
    messages: messages[language],
    namespace: 'slip.direct.makes',
  });
  const { columns } = PAPER[profile.paper];
  const ruler = Array.from({ length: columns }, (_, at) => String((at + 1) % 10)).join('');
  return {
    mark: null,
    lines: [
      ...(logo ? [{ kind: 'image', image: logo } as const] : []),
      centre({ text: say('title'), bold: true, large: true }),
      fact(say('make'), makes(profile.printer)),
      fact(say('paper'), `${profile.paper} mm`),
      fact(say('columns'), String(columns)),
      { kind: 'rule' },
      left({ text: say('letters'), bold: true }),
      ...LETTERS.map((text) => left({ text })),
      { kind: 'rule' },
      left({ text: say('styles'), bold: true }),
      left({ text: say('bold'), bold: true }),
      left({ text: say('inverse'), inverse: true }),
      left({ text: say('large'), large: true }),
      { kind: 'rule' },
      left({ text: ruler }),
      left({ text: say('edge') }),
      { kind: 'feed', lines: 1 },
      { kind: 'qr', text: 'VEZNE 0123456789' },
      left({ text: say('code') }),
      { kind: 'feed', lines: 1 },
      left({ text: say('cut') }),
    ],
  };
}

function left(span: Span): ReceiptLine {
  return { kind: 'text', left: [span] };
}

function centre(span: Span): ReceiptLine {
  return { kind: 'text', centre: [span] };
}

function fact(label: string, value: string): ReceiptLine {
  return { kind: 'text', left: [{ text: label }], right: [{ text: value }] };
}

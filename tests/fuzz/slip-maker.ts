import type { Dice } from '#tests/simulation/random.ts';

/** The ways a slip is made: as a terminal would, the same with things broken in it, of loose pieces, of any signs at all. */
export const KINDS = ['proper', 'broken', 'pieces', 'signs', 'huge'] as const;
export type Kind = (typeof KINDS)[number];

const WEIGHTS: Record<Kind, number> = { proper: 20, broken: 50, pieces: 20, signs: 9.5, huge: 0.5 };

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';
const WORDS = [
  'North Rink',
  'Aréna du Nord',
  'Kuzguncuk Kahvecisi',
  'İĞÜŞ ığüş',
  '東京',
  '☕',
  'Sale',
  'APPROVED',
  '*',
  '$12.40',
  '₺5',
  '4111 1111 1111 1111',
  'Reference Id:',
  'AID:',
  '  ',
];
const TAGS = ['L', 'C', 'R', 'LG', 'B', 'INV', 'CD', 'QR', 'IMG', 'BR', 'script', 'svg', 'x', 'title'];
const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<IMG src="javascript:alert(1)"/>',
  '<svg/onload=alert(1)>',
  '"><b>',
  '&lt;script&gt;',
  '&#27;@&#x1d;V0',
  '\u001b@\u001dV\u0000\u0010\u0004\u0001',
  '\u202e\u2066\u200b\ufeff',
  '\ud800',
  '¶§',
  '<!--',
  '-->',
  '<![CDATA[',
  '<?',
  '<B "',
  "<C x='",
  '</',
  '<',
  '&',
];
const UNITS = [
  '<B "',
  '<!-- >',
  '<L>',
  '<BR/>x',
  '<',
  '&#65;',
  '4111 1111 1111 1111 ',
  '<script>',
  'x',
  '<QR>',
  'e\u0301',
  '東',
  '<a b=c ',
];

/** A slip, and how it was made. The same dice make the same slip. */
export function makeSlip(dice: Dice): { kind: Kind; markup: string } {
  const kind = dice.weighted(WEIGHTS);
  switch (kind) {
    case 'proper':
      return { kind, markup: proper(dice) };
    case 'broken':
      return { kind, markup: broken(dice, proper(dice)) };
    case 'pieces':
      return { kind, markup: many(dice, 60, () => piece(dice)) };
    case 'signs':
      return { kind, markup: many(dice, 300, () => sign(dice)) };
    case 'huge':
      return {
        kind,
        markup: dice
          .pick(UNITS)
          .repeat(dice.int(1_000, 60_000))
          .slice(0, 300 * 1024),
      };
  }
}

/** What a conforming terminal writes (§11.2). */
function proper(dice: Dice): string {
  const text = () => dice.pick(WORDS);
  const styled = (inner: string) => {
    const style = dice.pick(['LG', 'B', 'INV', 'CD', '']);
    return style ? `<${style}>${inner}</${style}>` : inner;
  };
  const line = () =>
    dice.pick([
      () => styled(`<C>${text()}</C>`),
      () => styled(`${styled(`<L>${text()}:</L>`)}<R>${text()}</R>`),
      () => styled(styled(`<C>${text()} ${text()}</C>`)),
      () => '<IMG src=""/>',
      () => `<IMG>${DOT}</IMG>`,
      () => (dice.chance(0.1) ? `<QR>${text()}</QR>` : ''),
    ])();
  return many(dice, 25, () => `${line()}<BR/>`);
}

function broken(dice: Dice, slip: string): string {
  let markup = slip;
  for (let times = dice.int(1, 8); times > 0; times--) {
    const [from, length] = [dice.int(0, markup.length), dice.int(0, 40)];
    const [before, cut, after] = [
      markup.slice(0, from),
      markup.slice(from, from + length),
      markup.slice(from + length),
    ];
    markup = dice.pick([
      before + after,
      before + cut + cut + after,
      before + dice.pick(HOSTILE) + cut + after,
      before + piece(dice) + after,
      before + cut.toLowerCase() + after,
      before,
      after + before,
    ]);
  }
  return markup;
}

function piece(dice: Dice): string {
  return dice.pick([
    () => `<${dice.pick(TAGS)}>`,
    () => `</${dice.pick(TAGS)}>`,
    () => `<${dice.pick(TAGS)} src="${dice.pick([DOT, 'http://x/y.png', ''])}" y='${dice.pick(HOSTILE)}'/>`,
    () => dice.pick(WORDS),
    () => dice.pick(HOSTILE),
    () => many(dice, 12, () => sign(dice)),
  ])();
}

/** Any sign there is, the lower ones more often. */
function sign(dice: Dice): string {
  return String.fromCodePoint(dice.int(0, dice.pick([0x7f, 0x7f, 0xff, 0x2fff, 0xffff, 0x10ffff])));
}

function many(dice: Dice, most: number, make: () => string): string {
  return Array.from({ length: dice.int(0, most) }, make).join('');
}

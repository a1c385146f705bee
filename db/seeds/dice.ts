/** Chance that repeats itself: the same seed text gives the same history on every machine. */
export type Dice = {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Likelier the heavier. */
  pickWeighted<T extends { weight: number }>(list: readonly [T, ...T[]]): T;
  /** Around a mean, bell shaped. */
  around(mean: number, deviation: number): number;
  digits(length: number): string;
  bytes(size: number): Uint8Array;
};

/** Dice for one subject, e.g. one device on one day: what happens elsewhere does not change how they fall. */
export function createDice(seed: string): Dice {
  const next = createSource(seed);
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (list) => list[between(0, list.length - 1)] ?? list[0],
    pickWeighted(list) {
      let left = next() * list.reduce((sum, each) => sum + each.weight, 0);
      for (const each of list) {
        left -= each.weight;
        if (left < 0) return each;
      }
      return list[0];
    },
    // Twelve throws are close enough to a bell (Irwin and Hall).
    around: (mean, deviation) => mean + deviation * (Array.from({ length: 12 }, next).reduce(plus, 0) - 6),
    digits: (length) => Array.from({ length }, () => between(0, 9)).join(''),
    bytes: (size) => Uint8Array.from({ length: size }, () => between(0, 255)),
  };
}

function plus(a: number, b: number): number {
  return a + b;
}

/** sfc32 (Doty-Humphrey, public domain), seeded by hashing the text into its four words. */
function createSource(seed: string): () => number {
  let [a, b, c] = [hash(seed, 1), hash(seed, 2), hash(seed, 3)];
  let counter = 1;
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first throws still look like the seed.
  for (let round = 0; round < 12; round++) step();
  return step;
}

/** FNV-1a with a stir at the end. */
function hash(text: string, salt: number): number {
  let word = 2_166_136_261 ^ salt;
  for (let at = 0; at < text.length; at++) word = Math.imul(word ^ text.charCodeAt(at), 16_777_619);
  word = Math.imul(word ^ (word >>> 15), 2_246_822_507);
  return (word ^ (word >>> 13)) | 0;
}

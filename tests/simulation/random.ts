/** Seeded dice: the same seed rolls the same history. */
export type Dice = {
  /** 0 ≤ x < 1. */
  float(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Picks by weight; weights need not sum to anything. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
  bytes(size: number): Uint8Array;
  /** Dice of their own, so that what is rolled in one part of a history does not shift the others. */
  fork(name: string): Dice;
};

/** Dice from a seed of any size (splitmix32 to spread it, sfc32 to roll). */
export function createDice(seed: number, stream = ''): Dice {
  let spread = hash(`${seed}/${stream}`);
  const next = () => {
    spread = (spread + 0x9e3779b9) | 0;
    let z = spread ^ (spread >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, counter] = [next(), next(), next(), 1];
  const roll = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 12; warm++) roll();
  const int = (from: number, to: number) => from + Math.floor(roll() * (to - from + 1));
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[int(0, from.length - 1)];
    if (picked === undefined) throw new Error('Nothing to pick from');
    return picked;
  };
  return {
    float: roll,
    int,
    chance: (probability) => roll() < probability,
    pick,
    weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
      const entries = Object.entries<number>(weights) as [T, number][];
      let left = roll() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return pick(entries)[0];
    },
    bytes: (size) => Uint8Array.from({ length: size }, () => int(0, 255)),
    fork: (name) => createDice(seed, `${stream}/${name}`),
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}

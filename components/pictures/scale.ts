/** A scale from zero, both ways: how far it goes up and down, and the round values to draw lines at, lowest first. */
export type Scale = { top: number; bottom: number; ticks: number[] };

/** About so many lines stand above each other at most. */
const MOST_TICKS = 5;

/**
 * The scale that holds values from `-down` to `up`, neither below zero: its ticks are zero and whole multiples of 1, 2 or 5
 * times a power of ten, so it always begins at zero and ends at a line.
 */
export function scaleOf(up: number, down = 0): Scale {
  const step = niceStep(Math.max(1, up + down) / MOST_TICKS);
  const [above, below] = [Math.max(1, Math.ceil(up / step)), Math.ceil(down / step)];
  const ticks = Array.from({ length: above + below + 1 }, (_none, place) => (place - below) * step);
  return { top: above * step, bottom: below * step, ticks };
}

/** How high a value stands on a scale: 0 at its foot, 1 at its head. */
export function heightOn({ top, bottom }: Scale, value: number): number {
  return (value + bottom) / (top + bottom);
}

/** Every how many of so many columns a label stands, so that at most `most` do. */
export function labelEvery(columns: number, most: number): number {
  return Math.max(1, Math.ceil(columns / most));
}

function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  const factor = [1, 2, 5, 10].find((one) => one * power >= atLeast) ?? 10;
  return factor * power;
}

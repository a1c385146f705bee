/** An exact amount in hundred-millionths, as fine as the reports are. */
export type Units = bigint;

const UNITS_OF_MINOR = 1_000_000n;
const DIGITS = 8;

/** Minor units of an amount in a request, a number or a text; null when it is none or finer than a kuruş. */
export function minorOf(value: unknown): number | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const match = /^(\d{1,9})(?:\.(\d{1,2})0{0,10})?$/.exec(text);
  return match ? Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`) : null;
}

export function unitsOf(minor: number): Units {
  return BigInt(minor) * UNITS_OF_MINOR;
}

/** So many ten-thousandths of an amount, what is finer cut off. */
export function shareOf(units: Units, basisPoints: number): Units {
  return (units * BigInt(basisPoints)) / 10_000n;
}

/** `10.5`: without zeros at the end, as signatures want it (§7). */
export function plain(units: Units): string {
  const text = withDigits(units);
  return text.replace(/\.?0+$/, '');
}

/** A number of a JSON answer: with all its decimals, of which nothing is written `0E-8`, or without needless ones. */
export function written(units: Units, decimals: 'eight' | 'plain'): unknown {
  if (decimals === 'plain') return rawNumber(plain(units));
  return rawNumber(units === 0n ? '0E-8' : withDigits(units));
}

/** `120.50`, for people. */
export function toScreenText(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

/** An amount divided in the proportion of the parts, to the last minor unit. */
export function spread(minor: number, parts: readonly number[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const shares = parts.map((part) => Number((BigInt(minor) * BigInt(part)) / BigInt(whole || 1)));
  let rest = minor - shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => {
    if (rest <= 0) return share;
    rest -= 1;
    return share + 1;
  });
}

function withDigits(units: Units): string {
  const text = units.toString().padStart(DIGITS + 1, '0');
  return `${text.slice(0, -DIGITS)}.${text.slice(-DIGITS)}`;
}

/** A number whose digits stand in the JSON as they are. */
function rawNumber(digits: string): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(digits);
}

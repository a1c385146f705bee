const DAY_MS = 86_400_000;
/** Offsets change at a quarter of an hour at the soonest: within one, they are the same. */
const QUARTER_MS = 15 * 60_000;

/**
 * Writes instants, in milliseconds since 1970 as text, on the wall clock of a zone: `2026-03-04 13:05:00`; nothing for none. Days
 * and offsets are worked out once each: a file has far more rows than quarters of an hour.
 */
export function wallClock(timeZone: string): (milliseconds: string) => string {
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const offsetOf = remembered((quarter) => {
    const begins = quarter * QUARTER_MS;
    return Date.parse(`${format.format(begins).replace(' ', 'T')}Z`) - begins;
  });
  const nameOf = remembered((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
  return (milliseconds) => {
    if (milliseconds === '') return '';
    const at = Number(milliseconds);
    const local = at + offsetOf(Math.floor(at / QUARTER_MS));
    const day = Math.floor(local / DAY_MS);
    const second = Math.floor((local - day * DAY_MS) / 1000);
    const [hours, minutes] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
    return `${nameOf(day)} ${two(hours)}:${two(minutes)}:${two(second % 60)}`;
  };
}

function remembered<Value>(work: (key: number) => Value): (key: number) => Value {
  const known = new Map<number, Value>();
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const made = work(key);
    known.set(key, made);
    return made;
  };
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

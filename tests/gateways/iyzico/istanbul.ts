const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Istanbul',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function local(epochMs: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(epochMs).map((part) => [part.type, part.value]));
}

/** The accounting day `YYYYMMDD` at the bank. */
export function accountingDay(epochMs: number): string {
  const at = local(epochMs);
  return `${at.year}${at.month}${at.day}`;
}

/** `2026-01-01` and `14:40:00` on the wall of the shop. */
export function shopTime(epochMs: number): { date: string; time: string } {
  const at = local(epochMs);
  return { date: `${at.year}-${at.month}-${at.day}`, time: `${at.hour}:${at.minute}:${at.second}` };
}

/** `2026-04-06T14:05:49.379055098+03:00`, the form the login answers use. */
export function nanosecondTime(epochMs: number, random: () => number): string {
  const { date, time } = shopTime(epochMs);
  const millis = String(Math.trunc(epochMs) % 1000).padStart(3, '0');
  const nanos = String(Math.floor(random() * 1e6)).padStart(6, '0');
  return `${date}T${time}.${millis}${nanos}+03:00`;
}

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

/** `2026-01-01` and `14:40:00` on the provider's wall. */
export function istanbulTime(epochMs: number): { date: string; time: string } {
  const at = Object.fromEntries(parts.formatToParts(epochMs).map((part) => [part.type, part.value]));
  return { date: `${at.year}-${at.month}-${at.day}`, time: `${at.hour}:${at.minute}:${at.second}` };
}

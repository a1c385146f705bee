/** A name or text of which only the first letter shows: Ayşe → A***. Whatever its length, so that this does not show either. */
export function maskName(name: string): string {
  return `${[...name.normalize('NFC')][0] ?? ''}***`;
}

/** A number of which only the last digits show, the rest as stars: 5321112233 → ********33. */
export function maskNumber(number: string, shown: number): string {
  const hidden = Math.max(number.length - shown, 0);
  return `${'*'.repeat(hidden)}${number.slice(hidden)}`;
}

/** An address of which the first letter and the domain show: ayse@example.com → a***@example.com. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? maskName(email) : `${maskName(email.slice(0, at))}${email.slice(at)}`;
}

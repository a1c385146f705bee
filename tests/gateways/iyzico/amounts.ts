/** `118.5` → 11850; null when the number has more than two decimals or does not fit. */
export function toMinor(amount: number): number | null {
  const minor = Math.round(amount * 100);
  return Number.isSafeInteger(minor) && minor / 100 === amount ? minor : null;
}

/** 11850 → the JSON number 118.5. */
export function toAmount(minor: number): number {
  return minor / 100;
}

/** 11850 → `118.50`, the decimal text of the end-of-day totals. */
export function toDecimalText(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** 111800, TRY → `1.118,00 TL`, as a Turkish terminal writes it. */
export function toScreenText(minor: number, currency: string): string {
  const [whole = '0', part = '00'] = toDecimalText(minor).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${part} ${currency === 'TRY' ? 'TL' : currency}`;
}

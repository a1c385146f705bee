import { parseDecimal, toDecimal } from '#server/kernel/money.ts';

/** 1240 → `12.40`, as AMT is written, §1.7. */
export function toAmt(minor: number): string {
  return toDecimal({ minor, currency: 'CAD' });
}

/** `12.40` → 1240; null unless it has exactly two decimals and is more than nothing, §3. */
export function fromAmt(text: string): number | null {
  if (!/^\d+\.\d{2}$/.test(text)) return null;
  const minor = parseDecimal(text, 'CAD')?.minor ?? 0;
  return minor > 0 ? minor : null;
}

/** 123456 → `$1,234.56`, as a terminal shows it. */
export function toScreenText(minor: number): string {
  const [whole = '0', part = '00'] = toAmt(minor).split('.');
  return `$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${part}`;
}

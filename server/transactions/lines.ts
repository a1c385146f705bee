import { z } from 'zod';
import type { RefundLine, SaleLine, VatRate } from '#server/gateways/terminal-gateway.ts';

/** VAT rates a line may carry. */
export const VAT_RATES = ['0', '1', '10', '20'] as const satisfies VatRate[];

/** UN/ECE unit codes offered: piece, kilogram, litre, metre, hour. */
export const UNIT_CODES = ['C62', 'KGM', 'LTR', 'MTR', 'HUR'] as const;

const line = z.object({
  name: z.string(),
  unitCode: z.string(),
  vatRate: z.enum(VAT_RATES),
  quantity: z.number().int().min(1),
  unitPriceMinor: z.number().int().min(1),
  /** Before the discount; the total is after it. */
  grossMinor: z.number().int().min(1),
  totalMinor: z.number().int().min(1),
});

/** Lines of a sale as stored. */
export const saleLines: z.ZodType<SaleLine[]> = z.array(line);

/** Lines of a refund as stored. */
export const refundLines: z.ZodType<RefundLine[]> = z.array(
  line.extend({ providerLineId: z.string(), refundMinor: z.number().int().min(1) }),
);

/** What was typed for a line: the rest follows from it. */
export type TypedLine = {
  name: string;
  unitCode: string;
  vatRate: VatRate;
  quantity: number;
  unitPriceMinor: number;
};

/** A whole line without discount, exact: total = quantity × unit price. */
export function toSaleLine(typed: TypedLine): SaleLine {
  const grossMinor = typed.quantity * typed.unitPriceMinor;
  return { ...typed, grossMinor, totalMinor: grossMinor };
}

/** The sum of what is paid for the lines, in minor units. */
export function sumOfLines(lines: readonly SaleLine[]): number {
  return lines.reduce((sum, each) => sum + each.totalMinor, 0);
}

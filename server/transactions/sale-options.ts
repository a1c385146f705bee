import { z } from 'zod';
import { SALE_OPTIONS, type SaleOption, type SaleOptions } from '#server/gateways/sale-options.ts';

/** Reads what a row keeps of the options of its sale or refund; null where none were given. */
export const saleOptions: z.ZodType<SaleOptions | null> = z
  .object({
    invoiceNumber: z.string().nullable(),
    description: z.string().nullable(),
    email: z.string().nullable(),
    printsOnTerminal: z.boolean(),
  })
  .nullable();

/** Which of the options say something; a slip from the terminal is what happens without a word. */
export function chosenOptions(options: SaleOptions | null): SaleOption[] {
  if (!options) return [];
  return SALE_OPTIONS.filter((option) =>
    option === 'printsOnTerminal' ? !options.printsOnTerminal : options[option] !== null,
  );
}

/** The options as an operation keeps them: null when none of them says anything. */
export function orNoOptions(options: SaleOptions): SaleOptions | null {
  return chosenOptions(options).length > 0 ? options : null;
}

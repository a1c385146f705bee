import { z } from 'zod';
import type { SaleOptions } from '#server/gateways/sale-options.ts';

/** Reads what a row keeps of the options of its sale or refund; null where none were given. */
export const saleOptions: z.ZodType<SaleOptions | null> = z
  .object({
    invoiceNumber: z.string().nullable(),
    description: z.string().nullable(),
    email: z.string().nullable(),
    printsOnTerminal: z.boolean(),
  })
  .nullable();

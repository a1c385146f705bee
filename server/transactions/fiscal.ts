import { z } from 'zod';
import type { Buyer, FiscalDetails, FiscalDocument, Notice } from '#server/gateways/fiscal-details.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';

/** With what a customer can pay. */
export const PAYMENT_TYPES = ['card', 'cash'] as const satisfies PaymentType[];

/** The papers a fiscal sale can be given. */
export const DOCUMENTS = ['e_invoice', 'expense_slip'] as const satisfies FiscalDocument[];

/** Nobody is told. */
export const NO_NOTICE: Notice = { phone: null, email: null };

const place = { taxNumber: z.string(), country: z.string(), city: z.string(), district: z.string() };

const buyer: z.ZodType<Buyer> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('individual'),
    firstName: z.string(),
    middleName: z.string().nullable(),
    familyName: z.string(),
    taxOfficeCode: z.string().nullable(),
    ...place,
  }),
  z.object({ kind: z.literal('company'), companyName: z.string(), taxOfficeCode: z.string(), ...place }),
]);

/** The fiscal side of a sale as stored in `transactions.fiscal`; null for a sale without a document. */
export const fiscalDetails: z.ZodType<FiscalDetails | null> = z
  .object({
    document: z.enum(DOCUMENTS),
    buyer: buyer.nullable(),
    notice: z.object({ phone: z.string().nullable(), email: z.string().nullable() }),
  })
  .nullable();

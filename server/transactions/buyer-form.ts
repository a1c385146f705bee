import { z } from 'zod';
import type { Buyer } from '#server/gateways/fiscal-details.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { isCitizenNumber, isCompanyNumber } from '#server/kernel/tax-number.ts';
import { optionalTextField, requiredTextField } from './form-fields.ts';

/** Digits as people write them, in groups or not. */
const figures = z.string().transform((text) => text.replaceAll(' ', ''));

const citizenNumber = figures.refine(isCitizenNumber, { error: messageKey('sale.problem.citizenNumber') });

/** A sole trader invoices under the number of the person. */
const companyNumber = figures.refine((text) => isCompanyNumber(text) || isCitizenNumber(text), {
  error: messageKey('sale.problem.companyNumber'),
});

/** Codes of the Revenue Administration have six digits, e.g. 001103. */
const taxOfficeCode = figures.pipe(
  z.string().regex(/^\d{6}$/, { error: messageKey('sale.problem.taxOfficeCode') }),
);

const place = {
  country: requiredTextField(60),
  city: requiredTextField(60),
  district: requiredTextField(60),
};

/** A buyer as typed: a person with a citizen's number, or a company with its tax number and tax office. */
export const buyerForm: z.ZodType<Buyer> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('individual'),
    firstName: requiredTextField(60),
    middleName: optionalTextField(60),
    familyName: requiredTextField(60),
    taxNumber: citizenNumber,
    taxOfficeCode: z
      .union([z.literal('').transform(() => null), taxOfficeCode])
      .nullish()
      .transform((code) => code ?? null),
    ...place,
  }),
  z.strictObject({
    kind: z.literal('company'),
    companyName: requiredTextField(200),
    taxNumber: companyNumber,
    taxOfficeCode,
    ...place,
  }),
]);

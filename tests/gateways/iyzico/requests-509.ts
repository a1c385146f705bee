import { z } from 'zod';
import { amount, currency, deviceUniqueId, reference, text } from './parse.ts';

const common = { conversationId: text, locale: z.enum(['tr', 'en']) };
const paymentDate = z.string().regex(/^\d{8}$/);

/** Amounts come out in kuruş or cents. */
export const paymentRequest = z
  .strictObject({
    ...common,
    deviceUniqueId,
    transactionReferenceId: reference,
    price: amount,
    currency,
    installment: z.number().int().min(0).max(12),
    salesType: z.enum(['SALE', 'PRE_AUTH', 'POST_AUTH']),
    paymentId: text.optional(),
  })
  .refine((request) => (request.salesType === 'POST_AUTH') === (request.paymentId !== undefined), {
    path: ['paymentId'],
    message: 'needed for POST_AUTH and only there',
  });

export const queryRequest = z.strictObject({
  ...common,
  paymentId: text.optional(),
  deviceUniqueId: deviceUniqueId.optional(),
  transactionReferenceId: reference.optional(),
});

const moneyBack = {
  ...common,
  paymentId: text,
  paymentDate,
  deviceUniqueId,
  transactionReferenceId: reference,
  reason: z.string().optional(),
  description: z.string().optional(),
};

export const voidRequest = z.strictObject(moneyBack);
export const refundRequest = z.strictObject({ ...moneyBack, price: amount });
export const eodRequest = z.strictObject({ ...common, deviceUniqueId, useSummary: z.boolean().optional() });

import { z } from 'zod';
import { amount, currency, deviceUniqueId, reference, text } from './parse.ts';
import { isTckn, isVkn } from './tax-number.ts';

const common = { locale: z.string().optional(), conversationId: text.optional() };

const notification = {
  notificationPhone: z
    .string()
    .regex(/^[1-9]\d{9}$/)
    .optional(),
  notificationEmail: z.email().optional(),
};

const paymentDate = z.number().int().min(20_000_101).max(99_991_231);

const line = {
  name: text,
  generic: z.boolean().optional(),
  unitCode: z.string().regex(/^[A-Z0-9]{2,3}$/),
  taxGroupCode: z.enum(['KDV0', 'KDV1', 'KDV10', 'KDV20']),
  itemQuantity: z.number().int().positive(),
  unitPriceAmount: amount,
  grossPriceAmount: amount,
  totalPriceAmount: amount,
};

type Line = z.output<z.ZodObject<typeof line>>;

function isLineConsistent(item: Line): boolean {
  const isExact = item.grossPriceAmount === item.unitPriceAmount * item.itemQuantity;
  return isExact && item.totalPriceAmount <= item.grossPriceAmount;
}

const lineMessage = 'gross must be unit price times quantity, and total at most gross';

const address = { country: text, city: text, district: text };
const personNumber = z.string().refine(isTckn, 'no TCKN');
/** A sole trader is a company under the number of the person. */
const companyNumber = z.string().refine((text) => isVkn(text) || isTckn(text), 'neither VKN nor TCKN');
const taxOfficeCode = z.string().regex(/^\d{6}$/);

const buyerInfo = z.discriminatedUnion('customerType', [
  z.strictObject({
    customerType: z.literal(1),
    firstName: text,
    middleName: text.optional(),
    familyName: text,
    companyName: text.optional(),
    taxOfficeCode: taxOfficeCode.optional(),
    taxNumber: personNumber,
    ...address,
  }),
  z.strictObject({
    customerType: z.literal(2),
    firstName: text.optional(),
    middleName: text.optional(),
    familyName: text.optional(),
    companyName: text,
    taxOfficeCode,
    taxNumber: companyNumber,
    ...address,
  }),
]);

/** Also the request that starts a partial payment. Amounts come out in kuruş or cents. */
export const saleRequest = z
  .strictObject({
    ...common,
    ...notification,
    deviceUniqueId,
    transactionReferenceId: reference,
    price: amount,
    paidPrice: amount,
    paymentType: z.enum(['CARD', 'CASH']),
    currency: currency.default('TRY'),
    installment: z.number().int().min(1).max(12).default(1),
    saleAppName: text,
    saleAppVersion: text,
    saleDocumentType: z.enum(['1', '9']),
    saleItems: z.array(z.strictObject(line).refine(isLineConsistent, lineMessage)).min(1),
    buyerInfo: buyerInfo.nullish(),
  })
  .superRefine((sale, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const sum = sale.saleItems.reduce((total, item) => total + item.totalPriceAmount, 0);
    if (sum !== sale.price) problem('price', 'must be the sum of totalPriceAmount');
    if (sale.paidPrice < sale.price) problem('paidPrice', 'must not be below price');
    if (sale.paidPrice > sale.price && sale.installment === 1) {
      problem('paidPrice', 'may exceed price only with instalments');
    }
    if (sale.paymentType === 'CASH' && sale.installment > 1) problem('installment', 'cash has none');
  });

export const queryRequest = z.strictObject({
  ...common,
  paymentId: text.optional(),
  deviceUniqueId: deviceUniqueId.optional(),
  transactionReferenceId: reference.optional(),
});

export const voidRequest = z.strictObject({
  ...common,
  deviceUniqueId,
  paymentId: text,
  paymentDate,
  transactionReferenceId: reference,
  reason: z.string().optional(),
  description: z.string().optional(),
});

export const refundableRequest = z.strictObject({
  ...common,
  transactionReferenceId: reference,
  deviceUniqueId: deviceUniqueId.optional(),
});

export const refundRequest = z.strictObject({
  ...common,
  ...notification,
  deviceUniqueId,
  paymentId: text,
  paymentDate,
  transactionReferenceId: reference,
  saleAppName: text,
  saleAppVersion: text,
  saleItems: z
    .array(
      z
        .strictObject({ ...line, relatedSaleItemId: z.string().regex(/^\d+$/), returnAmount: amount })
        .refine(isLineConsistent, lineMessage)
        .refine((item) => item.returnAmount <= item.totalPriceAmount, 'returnAmount above totalPriceAmount'),
    )
    .min(1)
    .refine(
      (items) => new Set(items.map((item) => item.relatedSaleItemId)).size === items.length,
      'each line once',
    ),
});

export const addPaymentRequest = z.strictObject({
  ...common,
  saleNumber: text,
  price: amount,
  deviceUniqueId: deviceUniqueId.optional(),
  transactionReferenceId: reference.optional(),
  installment: z.number().int().min(1).max(12).default(1),
  currency: currency.optional(),
});

export const completeRequest = z.strictObject({
  ...common,
  deviceUniqueId,
  transactionReferenceId: reference,
  saleNumber: text,
});

export const eodRequest = z.strictObject({ ...common, deviceUniqueId, useSummary: z.boolean().optional() });

export type SaleRequest = z.output<typeof saleRequest>;
export type RefundLine = z.output<typeof refundRequest>['saleItems'][number];

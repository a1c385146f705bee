import { z } from 'zod';
import type { LinkRow } from '#db/queries/payment-links.ts';
import type { BasketItem, PageOrder, Payer, SettledItem } from '#server/gateways/hosted-gateway.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';

const minor = z.number().int();

/** Who pays, as stored in `payment_links.payer`. */
export const payerFacts: z.ZodType<Payer> = z.object({
  name: z.string(),
  surname: z.string(),
  email: z.string(),
  phone: z.string(),
  identityNumber: z.string().nullable(),
  address: z.string(),
  city: z.string(),
  country: z.string(),
});

/** What is sold by a link, as stored in `payment_links.items`. */
export const basketItems: z.ZodType<BasketItem[]> = z.array(
  z.object({ id: z.string(), name: z.string(), isVirtual: z.boolean(), priceMinor: minor }),
);

/** What the provider told of each item, as stored in `payment_links.settled_items`; null before it was paid. */
export const settledItems: z.ZodType<SettledItem[] | null> = z
  .array(
    z.object({
      itemId: z.string(),
      providerItemId: z.string(),
      priceMinor: minor,
      paidMinor: minor,
      commissionMinor: minor,
      feeMinor: minor,
      payoutMinor: minor,
    }),
  )
  .nullable();

/** The order of a link, as its provider is told it. */
export function toPageOrder(
  link: LinkRow,
  sale: { reference: string; priceMinor: number; currency: CurrencyCode },
): Omit<PageOrder, 'returnUrl'> {
  return {
    reference: sale.reference,
    amount: { minor: sale.priceMinor, currency: sale.currency },
    description: link.description,
    payer: payerFacts.parse(link.payer),
    items: basketItems.parse(link.items),
    installmentCounts: link.installmentCounts,
    language: link.language,
  };
}

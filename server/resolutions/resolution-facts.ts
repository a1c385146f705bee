import { z } from 'zod';
import { KINDS, STATES } from '#db/schema/transactions.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';

/** What was read on the slip or in the portal, and the operation as it was then; frozen in `resolutions.facts`. */
export const resolutionFacts = z.object({
  version: z.literal(1),
  authCode: z.string().nullable(),
  last4: z.string().nullable(),
  batchNumber: z.string().nullable(),
  providerReference: z.string().nullable(),
  operation: z.object({
    kind: z.enum(KINDS),
    state: z.enum(STATES),
    reference: z.string(),
    amountMinor: z.number().int(),
    currency: z.enum(CURRENCY_CODES),
  }),
});

export type ResolutionFacts = z.infer<typeof resolutionFacts>;

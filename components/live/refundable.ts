import { useQuery } from '@tanstack/react-query';
import { z } from 'zod/mini';
import { ReadRefused, readJson } from './read-json.ts';

/** Lines of a sale and what of each can still go back, as its provider says. */
export const refundableRead = z.object({
  lines: z.array(
    z.object({
      providerLineId: z.string(),
      name: z.string(),
      quantity: z.int(),
      refundableQuantity: z.int(),
      refundableMinor: z.int(),
    }),
  ),
});
export type RefundableRead = z.output<typeof refundableRead>;
export type RefundableLineRead = RefundableRead['lines'][number];

/** Asked of the provider each time a refund form opens: an answer of earlier may be past. */
export function useRefundable(merchant: string, saleId: string) {
  return useQuery({
    queryKey: ['refundable', merchant, saleId],
    queryFn: ({ signal }) =>
      readJson(refundableRead, `/api/live/${merchant}/transactions/${saleId}/refundable`, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    retry: (count, error) => count < 1 && !(error instanceof ReadRefused),
  });
}

import { useQuery } from '@tanstack/react-query';
import { ReadRefused, readJson } from './read-json.ts';
import { list, record, type Shaped, text, whole } from './shape.ts';

/** Lines of a sale and what of each can still go back, as its provider says. */
export const refundableRead = record({
  lines: list(
    record({
      providerLineId: text,
      name: text,
      quantity: whole,
      refundableQuantity: whole,
      refundableMinor: whole,
    }),
  ),
});
export type RefundableRead = Shaped<typeof refundableRead>;
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

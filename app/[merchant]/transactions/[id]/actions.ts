'use server';

import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import { isId, type TransactionId } from '#server/kernel/ids.ts';
import { err, ok } from '#server/kernel/result.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { sayAskFailure } from '#server/transactions/say-ask-failure.ts';

const askForm = z.object({
  transactionId: z.string().refine((text): text is TransactionId => isId('transaction', text)),
});

/** Has the provider asked about an open operation at once. */
export const askNowAction = merchantAction({
  permission: 'transactions:ask',
  schema: askForm,
  verb: async (ctx, { transactionId }) => {
    const asked = await askNow(ctx, transactionId);
    return asked.ok ? ok(null) : err(sayAskFailure(asked.error));
  },
});

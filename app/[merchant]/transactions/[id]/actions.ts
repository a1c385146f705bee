'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import { isId, type TransactionId } from '#server/kernel/ids.ts';
import { err, ok } from '#server/kernel/result.ts';
import { abortSale } from '#server/transactions/abort.ts';
import { addNote } from '#server/transactions/add-note.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { noteForm } from '#server/transactions/note-form.ts';
import { sayAbortFailure } from '#server/transactions/say-abort-failure.ts';
import { sayAskFailure } from '#server/transactions/say-ask-failure.ts';

const operationForm = z.object({
  transactionId: z.string().refine((text): text is TransactionId => isId('transaction', text)),
});

/** Has the provider asked about an open operation at once. */
export const askNowAction = merchantAction({
  permission: 'transactions:ask',
  schema: operationForm,
  verb: async (ctx, { transactionId }) => {
    const asked = await askNow(ctx, transactionId);
    return asked.ok ? ok(null) : err(sayAskFailure(asked.error));
  },
});

/** Has the provider asked to stop what a terminal is working on. */
export const abortSaleAction = merchantAction({
  permission: 'sale:abort',
  schema: operationForm,
  verb: async (ctx, { transactionId }) => {
    const wished = await abortSale(ctx, transactionId);
    return wished.ok ? ok(null) : err(sayAbortFailure(wished.error));
  },
});

/** Keeps a note about an operation; the page shows it in its answer. */
export const addNoteAction = merchantAction({
  permission: 'transactions:see',
  schema: noteForm,
  limit: { burst: 10, perMinute: 10 },
  verb: async (ctx, note) => {
    await addNote(ctx, note);
    refresh();
    return ok(null);
  },
});

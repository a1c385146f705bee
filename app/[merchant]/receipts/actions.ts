'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import { isId, type TransactionId } from '#server/kernel/ids.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { err } from '#server/kernel/result.ts';
import { PAPERS } from '#server/receipts/paper.ts';
import { recordPrint } from '#server/receipts/record-print.ts';
import { SLIP_VERSIONS } from '#server/receipts/slip-version.ts';

const printForm = z.object({
  transactionId: z.string().refine((text): text is TransactionId => isId('transaction', text)),
  language: z.enum(LOCALES),
  paper: z.enum(PAPERS).default('80'),
  copy: z.enum(SLIP_VERSIONS).default('composed'),
});

/** Counts one print of a slip and leads to the page it is printed from. */
export const printAction = merchantAction({
  permission: 'receipts:print',
  schema: printForm,
  verb: async (ctx, { transactionId, language, paper, copy }) => {
    const printed = await recordPrint(ctx, transactionId, paper);
    if (!printed.ok) return err({ formError: 'receipt.printNotReady' as const });
    const query = new URLSearchParams({
      print: String(printed.value.number),
      lang: language,
      paper,
      copy,
    });
    redirect(`/${ctx.merchant.slug}/receipts/${transactionId}/print?${query}`);
  },
});

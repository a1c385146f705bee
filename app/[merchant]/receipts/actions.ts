'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { isId, type TransactionId } from '#server/kernel/ids.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { err, ok } from '#server/kernel/result.ts';
import { mailSlip } from '#server/receipts/mail-slip.ts';
import { LINK_DAYS, type LinkDays, makeLink } from '#server/receipts/make-link.ts';
import { PAPERS, SHEETS } from '#server/receipts/paper.ts';
import { printDirect } from '#server/receipts/print-direct.ts';
import { PRINTER_MAKES } from '#server/receipts/printer-makes.ts';
import { recordPrint } from '#server/receipts/record-print.ts';
import { revokeLink } from '#server/receipts/revoke-link.ts';
import { SLIP_VERSIONS } from '#server/receipts/slip-version.ts';
import { emailField } from '#server/transactions/form-fields.ts';

const transactionId = z.string().refine((text): text is TransactionId => isId('transaction', text));

const printForm = z.object({
  transactionId,
  language: z.enum(LOCALES),
  paper: z.enum(SHEETS).default('80'),
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

/** Counts one print of a slip and answers with its bytes for a receipt printer that stands ready. */
export const printDirectAction = merchantAction({
  permission: 'receipts:print',
  schema: printForm.extend({ paper: z.enum(PAPERS), printer: z.enum(PRINTER_MAKES) }),
  verb: async (ctx, { transactionId, ...wish }) => {
    const printed = await printDirect(ctx, transactionId, wish);
    if (printed.ok) {
      refresh();
      return ok(printed.value);
    }
    return err({
      formError:
        printed.error.kind === 'not_ready'
          ? ('slip.direct.problems.notReady' as const)
          : ('slip.direct.problems.overtaken' as const),
    });
  },
});

const DAYS = LINK_DAYS.map(String);

/** Makes a link to a slip for its customer; the answer is the only place where its address is ever told. */
export const makeLinkAction = merchantAction({
  permission: 'receipts:print',
  schema: z.object({
    transactionId,
    days: z.enum(DAYS).transform((text) => Number(text) as LinkDays),
  }),
  limit: { burst: 10, perMinute: 10 },
  verb: async (ctx, { transactionId, days }) => {
    const made = await makeLink(ctx, transactionId, days);
    if (made.ok) {
      refresh();
      return ok(made.value);
    }
    return err({
      formError:
        made.error.kind === 'not_ready'
          ? ('slip.link.problems.notReady' as const)
          : ('slip.link.problems.tooMany' as const),
    });
  },
});

/** Ends a link to a slip at once. */
export const revokeLinkAction = merchantAction({
  permission: 'receipts:print',
  schema: z.object({ linkId: z.string().max(64) }),
  verb: async (ctx, { linkId }) => {
    await revokeLink(ctx, linkId);
    refresh();
    return ok(null);
  },
});

const recipient = emailField.transform((address, check) => {
  if (address !== null) return address;
  check.addIssue({ code: 'custom', message: messageKey('refusal.field.missing') });
  return z.NEVER;
});

/** Sends a slip by mail, counted as that. */
export const mailSlipAction = merchantAction({
  permission: 'receipts:print',
  schema: z.object({
    transactionId,
    to: recipient,
    language: z.enum(LOCALES),
    copy: z.enum(SLIP_VERSIONS).default('composed'),
  }),
  limit: { burst: 6, perMinute: 6 },
  verb: async (ctx, { transactionId, ...wish }) => {
    const sent = await mailSlip(ctx, transactionId, wish);
    if (sent.ok) {
      refresh();
      return ok(null);
    }
    return err({
      formError:
        sent.error.kind === 'not_ready'
          ? ('slip.mail.problems.notReady' as const)
          : ('slip.mail.problems.noMail' as const),
    });
  },
});

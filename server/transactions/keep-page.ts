import { z } from 'zod';
import type { Tx } from '#db/client.ts';
import { type LinkRow, type NewLink, updateLink } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import type { Settlement } from '#server/gateways/hosted-gateway.ts';
import { type BusinessCalendar, dayIn } from '#server/kernel/time.ts';
import { seal, unseal } from '#server/terminals/seal.ts';
import type { PageNews } from './moves.ts';

/** What opens a page, and where it is: whoever has them can pay. */
export type OpenPage = { token: string; url: string };

const openPage: z.ZodType<OpenPage> = z.object({ token: z.string(), url: z.string() });

/** Writes what became known of the page a sale is paid on, in the commit that moves the sale. */
export async function keepPage(
  ctx: Pick<Context, 'sealingKeys'>,
  tx: Tx,
  { merchantId, id }: Pick<TransactionRow, 'merchantId' | 'id'>,
  calendar: BusinessCalendar,
  { opened, settlement, isInReview, lastDecline }: PageNews,
  at: Date,
): Promise<void> {
  const changes: Partial<NewLink> = {
    ...(opened && {
      sealedPage: seal(ctx.sealingKeys, bindingOf(merchantId, id), JSON.stringify(openPage.parse(opened))),
      openedAt: at,
      expiresAt: opened.expiresAt,
      watchedUntil: opened.watchedUntil,
    }),
    ...(settlement && toColumns(settlement, calendar)),
    ...(isInReview && { inReviewSince: at }),
    ...(lastDecline !== undefined && { lastDecline }),
  };
  await updateLink(tx, merchantId, id, changes);
}

/** What opens the page of a link; null before it was opened. Throws when its key is gone. */
export function openSealedPage(
  ctx: Pick<Context, 'sealingKeys'>,
  { merchantId, transactionId, sealedPage }: Pick<LinkRow, 'merchantId' | 'transactionId' | 'sealedPage'>,
): OpenPage | null {
  if (sealedPage === null) return null;
  const text = unseal(ctx.sealingKeys, bindingOf(merchantId, transactionId), sealedPage);
  return openPage.parse(JSON.parse(text));
}

function bindingOf(merchantId: string, transactionId: string) {
  return { merchantId, transactionId, field: 'page' } as const;
}

function toColumns(settlement: Settlement, { timeZone }: BusinessCalendar): Partial<NewLink> {
  const { commissionMinor, feeMinor, blockedMinor, blockedUntil, payoutMinor, items } = settlement;
  return {
    commissionMinor,
    feeMinor,
    blockedMinor,
    blockedUntil,
    payoutMinor,
    payoutDay: blockedUntil && dayIn(blockedUntil, timeZone),
    settledItems: items,
  };
}

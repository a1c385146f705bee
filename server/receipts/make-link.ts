import { countOpenLinks, insertReceiptLink } from '#db/queries/receipt-links.ts';
import { lockTransaction } from '#db/queries/transactions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { hashSecret } from '#server/transactions/callback-address.ts';
import { isFinal } from '#server/transactions/transaction.ts';
import { slipAddress } from './link-address.ts';
import { recordCopy } from './record-copy.ts';

/** For how many days a link may open its slip. */
export const LINK_DAYS = [7, 30, 90] as const;
export type LinkDays = (typeof LINK_DAYS)[number];

/** As many links of one slip may be open together. */
export const MOST_OPEN_LINKS = 10;

const DAY_MS = 24 * 60 * 60_000;

/** Why a slip gets no link. */
export type LinkFailure = { kind: 'not_ready' } | { kind: 'too_many' };

/**
 * Makes an address under which whoever has it sees the slip until it expires or is revoked. It is told once: only the hash
 * of its secret is kept. Throws NotFound for an id that is malformed, unknown or another merchant's.
 */
export async function makeLink(
  ctx: Context<'receipts:print'>,
  id: string,
  days: LinkDays,
): Promise<Result<{ address: string; expiresAt: Date }, LinkFailure>> {
  if (!isId('transaction', id)) throw new NotFound();
  const { id: merchantId } = ctx.merchant;
  const secret = ctx.ids.secret();
  return ctx.inTransaction(async (tx) => {
    // Its lock makes two of them at once count each other.
    const row = await lockTransaction(tx, merchantId, id);
    if (!row) throw new NotFound();
    if (!isFinal(row.state)) return err({ kind: 'not_ready' });
    const at = ctx.clock.now();
    if ((await countOpenLinks(tx, merchantId, id, at)) >= MOST_OPEN_LINKS) return err({ kind: 'too_many' });
    const expiresAt = new Date(at.getTime() + days * DAY_MS);
    await insertReceiptLink(tx, {
      merchantId,
      id: ctx.ids.next('receiptLink'),
      transactionId: id,
      secretHash: hashSecret(secret),
      madeBy: ctx.actor.id,
      madeAt: at,
      expiresAt,
    });
    await recordCopy(ctx, tx, id, 'link');
    return ok({ address: slipAddress(ctx.publicUrl, merchantId, secret), expiresAt });
  });
}

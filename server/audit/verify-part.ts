import { findChainHash } from '#db/queries/audit.ts';
import type { Context } from '#server/auth/context.ts';
import { type ChainBreak, type ChainHead, checkChain } from './check-chain.ts';
import type { HeadFiles } from './head-files.ts';
import { CHAIN_START, record } from './record.ts';
import { checkPart } from './verify-chain.ts';

/** As much as one request may take: well below a second. */
const AT_ONCE = 10_000;

/** How far the verification of a chain has come. */
export type VerifiedPart = {
  verified: number;
  total: number;
  isDone: boolean;
  broken: ChainBreak | null;
  /** Heads kept outside that this process sees, and lines among them that nobody of us wrote. */
  heads: number;
  unreadable: number;
};

/**
 * Verifies the next part of the merchant's chain, behind an entry that an earlier part ended with. What the whole came to is kept
 * in the audit at its end, and told in the log when it is broken.
 */
export async function verifyPart(
  ctx: Context<'audit:read'>,
  files: HeadFiles,
  after: number,
): Promise<VerifiedPart> {
  const { id } = ctx.merchant;
  const { heads, unreadable } = await files.list(id);
  const seen = { heads: heads.length, unreadable: unreadable.length };
  const part = await ctx.inTransaction(async (tx): Promise<VerifiedPart> => {
    const hash = after === 0 ? CHAIN_START : await findChainHash(tx, id, after);
    if (hash === null) {
      const broken = { kind: 'missing', sequence: after } as const;
      return { verified: after - 1, total: after, isDone: true, broken, ...seen };
    }
    const from: ChainHead = { sequence: after, hash };
    const check = checkChain(ctx.auditKey, id, heads, from);
    const { broken, isDone, last } = await checkPart(tx, id, check, AT_ONCE);
    return { verified: check.sequence, total: last, isDone, broken, ...seen };
  });
  if (part.isDone) await keepResult(ctx, part);
  return part;
}

async function keepResult(ctx: Context<'audit:read'>, part: VerifiedPart): Promise<void> {
  const { id: merchantId } = ctx.merchant;
  const { verified, broken, unreadable } = part;
  const isWhole = !broken && unreadable === 0;
  if (!isWhole) ctx.log.error({ merchantId, broken, unreadable }, 'The audit is not as it was recorded');
  await ctx.inTransaction((tx) =>
    record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'audit.verified',
      objectId: merchantId,
      result: isWhole ? 'done' : 'refused',
      data: { entries: verified, broken: broken?.kind ?? null, brokenAt: broken?.sequence ?? null },
    }),
  );
}

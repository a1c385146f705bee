import { listLimitRows, readSingleManager } from '#db/queries/limits.ts';
import type { LimitRole } from '#db/schema/approvals.ts';
import type { Context } from '#server/auth/context.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { err, type Result } from '#server/kernel/result.ts';
import { askForChange } from './ask-second.ts';
import type { FrozenLimit, FrozenSingleManager } from './frozen-request.ts';
import type { AlreadyWaiting, Requested } from './insert-request.ts';

/** How a limit is to be. */
export type LimitWish = {
  intentKey: string;
  role: LimitRole;
  currency: CurrencyCode;
  perSaleMinor: number;
  perDayMinor: number;
};

/** Why a change was not asked for; nothing was written. */
export type RequestChangeFailure = AlreadyWaiting | { kind: 'no_change' };

/** Asks for another limit; a second person lets it take effect. */
export async function requestLimit(
  ctx: Context<'limits:set'>,
  { intentKey, role, currency, perSaleMinor, perDayMinor }: LimitWish,
): Promise<Result<Requested, RequestChangeFailure>> {
  return ctx.inTransaction(async (tx) => {
    const rows = await listLimitRows(tx, ctx.merchant.id);
    const now = rows.find((one) => one.role === role && one.currency === currency);
    if (now?.perSaleMinor === perSaleMinor && now.perDayMinor === perDayMinor)
      return err({ kind: 'no_change' });
    const request: FrozenLimit = {
      version: 1,
      role,
      currency,
      before: now ? { perSaleMinor: now.perSaleMinor, perDayMinor: now.perDayMinor } : null,
      after: { perSaleMinor, perDayMinor },
    };
    return askForChange(
      ctx,
      tx,
      { kind: 'limit', subjectId: `limit ${role} ${currency}`, request },
      intentKey,
    );
  });
}

/** Asks for the rule of a single manager to hold, or not to; a second person lets it take effect. */
export async function requestSingleManager(
  ctx: Context<'limits:set'>,
  { intentKey, isSingleManager }: { intentKey: string; isSingleManager: boolean },
): Promise<Result<Requested, RequestChangeFailure>> {
  return ctx.inTransaction(async (tx) => {
    if ((await readSingleManager(tx, ctx.merchant.id)) === isSingleManager) return err({ kind: 'no_change' });
    const request: FrozenSingleManager = { version: 1, isSingleManager };
    const change = { kind: 'single_manager', subjectId: 'single manager', request } as const;
    return askForChange(ctx, tx, change, intentKey);
  });
}

import { listWaiting } from '#db/queries/approvals.ts';
import { listLimitRows, readSingleManager } from '#db/queries/limits.ts';
import type { LimitRole } from '#db/schema/approvals.ts';
import type { Context } from '#server/auth/context.ts';
import type { Money } from '#server/kernel/money.ts';

/** The limits of a merchant, and what was asked to change about them. */
export type Limits = {
  rows: { role: LimitRole; perSale: Money; perDay: Money; setAt: Date }[];
  isSingleManager: boolean;
  /** How many changes wait for a second person. */
  waiting: number;
};

/** Every limit in force. */
export async function getLimits(ctx: Context<'limits:see'>): Promise<Limits> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => ({
    rows: (await listLimitRows(tx, merchantId)).map(
      ({ role, currency, perSaleMinor, perDayMinor, setAt }) => ({
        role,
        perSale: { minor: perSaleMinor, currency },
        perDay: { minor: perDayMinor, currency },
        setAt,
      }),
    ),
    isSingleManager: await readSingleManager(tx, merchantId),
    waiting: (await listWaiting(tx, merchantId, ['limit', 'single_manager'])).length,
  }));
}

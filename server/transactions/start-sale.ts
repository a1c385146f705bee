import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SaleLine, TerminalCapabilities } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { MAX_AMOUNT_MINOR, type Money } from '#server/kernel/money.ts';
import { err, type Result } from '#server/kernel/result.ts';
import { sumOfLines } from './lines.ts';
import {
  findRepeat,
  findTarget,
  isIntentRace,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openOperation,
} from './open-operation.ts';

/** A sale as wished. `lines` is empty for a device that sells by amount. */
export type SaleWish = {
  intentKey: string;
  deviceId: DeviceId;
  amount: Money;
  installmentCount: number;
  lines: readonly SaleLine[];
};

/** Why a sale was not started; nothing was written and nothing will be sent. */
export type StartSaleFailure =
  | OpenFailure
  | { kind: 'amount_out_of_range' }
  | { kind: 'currency_not_supported' }
  | { kind: 'installments_not_supported'; max: number }
  | { kind: 'lines_required' }
  | { kind: 'lines_do_not_add_up'; sumMinor: number };

/** Starts a sale on a terminal: returns as soon as row and job are committed; the result arrives later. */
export async function startSale(
  ctx: Context<'sale:start'>,
  wish: SaleWish,
): Promise<Result<Opened, StartSaleFailure>> {
  const operation: NewOperation = { ...wish, kind: 'sale', originalId: null, reason: null };
  const attempt = () =>
    ctx.inTransaction(async (tx): Promise<Result<Opened, StartSaleFailure>> => {
      const repeat = await findRepeat(ctx, tx, operation);
      if (repeat) return repeat;
      const target = await findTarget(ctx, tx, wish.deviceId);
      if (!target) return err({ kind: 'device_not_found' });
      const problem = findProblem(wish, capabilitiesOf(target.connection));
      return problem ? err(problem) : openOperation(ctx, tx, operation, target);
    });
  try {
    return await attempt();
  } catch (error) {
    if (!isIntentRace(error)) throw error;
    // Two clicks at once: the other one made the sale, this one finds it.
    return attempt();
  }
}

function findProblem(wish: SaleWish, capabilities: TerminalCapabilities): StartSaleFailure | null {
  if (wish.amount.minor <= 0 || wish.amount.minor > MAX_AMOUNT_MINOR) return { kind: 'amount_out_of_range' };
  if (!capabilities.currencies.includes(wish.amount.currency)) return { kind: 'currency_not_supported' };
  if (wish.installmentCount < 1 || wish.installmentCount > capabilities.maxInstallmentCount) {
    return { kind: 'installments_not_supported', max: capabilities.maxInstallmentCount };
  }
  if (capabilities.saleBy === 'amount') return null;
  if (wish.lines.length === 0) return { kind: 'lines_required' };
  const sumMinor = sumOfLines(wish.lines);
  return sumMinor === wish.amount.minor ? null : { kind: 'lines_do_not_add_up', sumMinor };
}

import { isTooSlow, type Tx } from '#db/client.ts';
import {
  type DeclinedCount,
  KEPT_SIDES,
  listCurrenciesOf,
  measureResults,
  PICTURE_SIDES,
  type PictureSide,
  type ResultTime,
  sumForPictures,
  sumKeptForPictures,
} from '#db/queries/picture-sums.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { askedOfKept, type PictureRequest } from './read-picture-request.ts';
import { type Takings, takingsBy } from './takings.ts';

/** Longer than this nobody waits for a picture; the database stops there. */
const PATIENCE_MS = 5_000;

/** What pictures are drawn of, all of one filter, the money in one currency. */
export type Pictures = {
  currency: CurrencyCode;
  /** Those in which something was approved on these days, and the one that is shown. */
  currencies: CurrencyCode[];
  /** By each side what was taken and what went back; null where adding up takes too long. */
  takings: Record<PictureSide, Takings[] | null>;
  /** Most frequent first; of operations in whatever currency. */
  declined: DeclinedCount[] | null;
  /** Of terminals: whoever pays on a page takes as long as they like. */
  times: ResultTime[] | null;
};

/**
 * The pictures of a filter. Days, devices and acquirers come from the kept sums where these can answer; all else is one pass over the
 * rows of at most 92 days, within a time limit. Equal to the totals of the list with the same filter.
 */
export async function getPictures(
  ctx: Context<'reports:see'>,
  { filter, days }: PictureRequest,
  { devices }: Pick<FilterChoices, 'devices'>,
): Promise<Pictures> {
  const { id: merchantId, calendar } = ctx.merchant;
  const keptPart = askedOfKept(filter);
  const keptSides: readonly PictureSide[] = keptPart === 'notKept' ? [] : KEPT_SIDES;
  const sides = PICTURE_SIDES.filter((side) => !keptSides.includes(side));
  const [{ kept, currencies }, summed, times] = await Promise.all([
    ctx.inTransaction(async (tx) => ({
      kept: keptPart === 'notKept' ? [] : await sumKeptForPictures(tx, merchantId, days, keptPart),
      currencies: await listCurrenciesOf(tx, merchantId, days),
    })),
    withPatience(ctx, (tx) => sumForPictures(tx, merchantId, filter, sides, calendar.timeZone)),
    withPatience(ctx, (tx) => measureResults(tx, merchantId, filter)),
  ]);
  const sums = [...kept, ...(summed?.sums ?? [])];
  const asked = filter.flatMap((one) => (one.by === 'currency' || one.by === 'amount' ? one.currency : []));
  const present = new Set(sums.map((sum) => sum.currency));
  const [other] = present.has(ctx.merchant.currency) ? [] : [...present].sort();
  const currency = asked[0] ?? other ?? ctx.merchant.currency;
  const by = (side: PictureSide) =>
    summed || keptSides.includes(side) ? takingsBy(side, sums, currency, { days, calendar }) : null;
  const onPages = new Set(devices.filter((one) => capabilitiesOf(one).page).map((one) => one.deviceId));
  return {
    currency,
    currencies: [...new Set([...currencies, currency])].sort(),
    takings: {
      day: by('day'),
      hour: by('hour'),
      device: by('device'),
      acquirer: by('acquirer'),
      card: by('card'),
      brand: by('brand'),
    },
    declined:
      summed?.declined.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)) ?? null,
    times: times?.filter((one) => !onPages.has(one.deviceId)).toSorted((a, b) => b.slowMs - a.slowMs) ?? null,
  };
}

async function withPatience<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T | null> {
  try {
    return await ctx.inTransaction(async (tx) => {
      await tx.execute(`set local statement_timeout = ${PATIENCE_MS}`);
      return work(tx);
    });
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
}

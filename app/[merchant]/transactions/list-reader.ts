import { getLocale } from 'next-intl/server';
import { businessDate } from '#server/kernel/time.ts';
import { listFilterChoices, type MayNarrow } from '#server/transactions/list-filter-choices.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import { amountReader, anyAmountReader } from './read-amount.ts';

/** With what the address of a list is read for this person: in their language, on the merchant's business day. */
export async function listReader(ctx: MayNarrow): Promise<ListReader> {
  const [locale, choices] = await Promise.all([getLocale(), listFilterChoices(ctx)]);
  const { calendar, currency } = ctx.merchant;
  return {
    today: businessDate(ctx.clock.now(), calendar),
    calendar,
    me: ctx.actor.id,
    currency,
    readAmount: amountReader(locale),
    readAnyAmount: anyAmountReader(locale),
    choices,
  };
}

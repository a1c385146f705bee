import type { Role } from '#db/schema/memberships.ts';
import type { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { MerchantId, UserId } from '#server/kernel/ids.ts';
import type { addPayment } from '#server/split-sales/add-payment.ts';
import type { completeSplitSale } from '#server/split-sales/complete-split-sale.ts';
import type { giveUp } from '#server/split-sales/give-up.ts';
import type { startSplitSale } from '#server/split-sales/start-split-sale.ts';
import type { takeUpAgain } from '#server/split-sales/take-up-again.ts';
import type { askNow } from '#server/transactions/ask-now.ts';
import type { capturePreauthorization } from '#server/transactions/capture-preauthorization.ts';
import type { getRefundable } from '#server/transactions/refund-plan.ts';
import type { startRefund } from '#server/transactions/start-refund.ts';
import type { startSale } from '#server/transactions/start-sale.ts';
import type { voidSale } from '#server/transactions/void-sale.ts';

/** The verbs people reach from a portal. */
export type Verbs = {
  startSale: typeof startSale;
  voidSale: typeof voidSale;
  startRefund: typeof startRefund;
  getRefundable: typeof getRefundable;
  capturePreauthorization: typeof capturePreauthorization;
  startSplitSale: typeof startSplitSale;
  addPayment: typeof addPayment;
  completeSplitSale: typeof completeSplitSale;
  giveUp: typeof giveUp;
  takeUpAgain: typeof takeUpAgain;
  askNow: typeof askNow;
  requestEndOfDay: typeof requestEndOfDay;
};

export type VerbName = keyof Verbs;
export type WishOf<V extends VerbName> = Parameters<Verbs[V]>[1];
export type ValueOf<V extends VerbName> = Awaited<ReturnType<Verbs[V]>>;

/** Somebody of a merchant. */
export type Somebody = { merchantId: MerchantId; userId: UserId; role: Role };

/** One call of a verb as it goes to a portal. */
export type Call<V extends VerbName = VerbName> = { verb: V; by: Somebody; wish: WishOf<V> };

/** What a portal answers: the verb's own value, that the database is away, or what the verb threw. */
export type PortalAnswer<V extends VerbName = VerbName> =
  | { kind: 'answered'; value: ValueOf<V> }
  | { kind: 'database_away' }
  | { kind: 'threw'; error: string };

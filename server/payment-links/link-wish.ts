import type { Payer } from '#server/gateways/hosted-gateway.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Money } from '#server/kernel/money.ts';

/** Who is asked to pay, as typed: without an address of their own they are asked under that of the shop. */
export type WishedPayer = Pick<Payer, 'name' | 'surname' | 'email' | 'phone' | 'identityNumber'> & {
  /** All of it, or nothing. */
  place: Pick<Payer, 'address' | 'city' | 'country'> | null;
};

/** Something sold by a link; `isVirtual`: nothing is sent to anybody. */
export type WishedItem = { name: string; isVirtual: boolean; priceMinor: number };

/** A payment somebody is to be asked for by a link. */
export type LinkWish = {
  intentKey: string;
  /** A till whose payers pay on a page. */
  deviceId: DeviceId;
  /** The price; what paying in instalments costs on top is between the payer and the provider. */
  amount: Money;
  description: string;
  payer: WishedPayer;
  /** What the amount is made of; empty for a payment that is one thing, called what the description says. */
  items: readonly WishedItem[];
  /** The numbers of instalments the payer may choose from; to pay at once may be chosen always. */
  installmentCounts: readonly number[];
  /** What the page and everything the payer is shown speaks. */
  language: Locale;
};

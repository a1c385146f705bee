import type { SaleOptions } from '#server/gateways/sale-options.ts';
import type { Dice } from '../dice.ts';
import type { Hand } from '../hand.ts';
import { newOperation } from '../new-operation.ts';
import type { Operation } from '../operation.ts';
import type { Ways } from '../ways.ts';
import { closeByBank } from './close-by-bank.ts';
import { interpaySaleFate } from './fates.ts';
import { performInterpay } from './perform.ts';

/** How things go on the terminals of Interpay. */
export const interpayWays: Ways<'interpay'> = {
  saleFate: interpaySaleFate,
  newSale,
  // Ten digits, the first no zero (§3.4).
  reference: (hand) => () => hand.newNumber(`${hand.dice.between(1, 9)}${hand.dice.digits(1)}`),
  batchNumber: String,
  perform: performInterpay,
  endDay: closeByBank,
};

function newSale(
  hand: Hand<'interpay'>,
  again: Operation<'interpay'> | null,
  at: Date,
): Operation<'interpay'> {
  return {
    ...newOperation(hand, at, interpayWays.reference(hand)),
    kind: 'sale',
    amountMinor: again?.amountMinor ?? fillBag(hand.dice),
    options: again ? again.options : chooseOptions(hand.dice),
  };
}

type Product = { priceMinor: number; weight: number };

/** Prices of a bakery, tax included. */
const counter: readonly [Product, ...Product[]] = [
  { priceMinor: 4_25, weight: 18 },
  { priceMinor: 3_75, weight: 16 },
  { priceMinor: 6_50, weight: 14 },
  { priceMinor: 8_95, weight: 10 },
  { priceMinor: 5_40, weight: 10 },
  { priceMinor: 12_40, weight: 7 },
  { priceMinor: 14_75, weight: 6 },
  { priceMinor: 19_50, weight: 3 },
  { priceMinor: 46_00, weight: 1 },
];
/** Trays for an office, and cakes that were ordered. */
const orders: readonly [number, ...number[]] = [86_25, 118_00, 142_50, 208_75, 297_30];

function fillBag(dice: Dice): number {
  if (dice.chance(0.012)) return dice.pick(orders);
  const pieces = dice.between(1, 4);
  return Array.from({ length: pieces }, () => dice.pickWeighted(counter).priceMinor).reduce(
    (sum, price) => sum + price,
    0,
  );
}

/** What a sale tells beside its amount; most tell nothing. */
function chooseOptions(dice: Dice): SaleOptions | null {
  const nothing = { invoiceNumber: null, description: null, email: null, printsOnTerminal: true };
  const roll = dice.next();
  if (roll < 0.02) return { ...nothing, invoiceNumber: `F2026${dice.digits(4)}` };
  if (roll < 0.045) return { ...nothing, email: `client${dice.digits(3)}@courriel.test` };
  return roll < 0.08 ? { ...nothing, printsOnTerminal: false } : null;
}

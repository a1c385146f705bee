import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { oneOf, record, whole } from './shape.ts';

/** An exact amount as it travels: whole minor units with their currency. */
export const liveMoney = record({ minor: whole, currency: oneOf(CURRENCY_CODES) });

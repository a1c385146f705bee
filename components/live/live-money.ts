import { z } from 'zod/mini';
import { CURRENCY_CODES } from '#server/kernel/money.ts';

/** An exact amount as it travels: whole minor units with their currency. */
export const liveMoney = z.object({ minor: z.int(), currency: z.enum(CURRENCY_CODES) });

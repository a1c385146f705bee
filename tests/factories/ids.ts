import { randomBytes } from 'node:crypto';
import { createIdSource } from '#server/kernel/ids.ts';

/** Ids as the product makes them. */
export const ids = createIdSource(() => new Date(), randomBytes);

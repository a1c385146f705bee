import { createRateLimit, type RateLimit } from '#server/auth/rate-limit.ts';
import type { Config } from '#server/config/config.ts';
import { directoryOf } from '#server/terminals/sealed-files.ts';
import { type CallbackStore, createCallbackStore } from './callbacks-aside.ts';

/** What was refused or set aside at the door, for an operator: no row tells of it. */
export type CallbackCounts = {
  /** The address opens nothing: wrong form, wrong or no secret, another merchant's. */
  unknownAddress: number;
  tooLarge: number;
  wrongMethod: number;
  /** Answered 503, and kept on disk, or not even that. */
  setAside: number;
  lost: number;
};

/** What the callbacks of one process share. */
export type CallbackDesk = {
  aside: CallbackStore;
  /** Counts since the process started. */
  counts: CallbackCounts;
  /** How often an address may name a secret that opens nothing. */
  misses: RateLimit;
  /** How often the payer of one page is heard who comes back. */
  returns: RateLimit;
  /** How often the log may say so. */
  warnings: RateLimit;
};

/** The desk of a process that has just started. */
export function createCallbackDesk(config: Pick<Config, 'answersDirectory' | 'sealingKeys'>): CallbackDesk {
  return {
    aside: createCallbackStore(directoryOf('callback_aside', config.answersDirectory), config.sealingKeys),
    counts: { unknownAddress: 0, tooLarge: 0, wrongMethod: 0, setAside: 0, lost: 0 },
    misses: createRateLimit({ burst: 30, perMinute: 30 }),
    returns: createRateLimit({ burst: 10, perMinute: 2 }),
    warnings: createRateLimit({ burst: 1, perMinute: 1 }),
  };
}

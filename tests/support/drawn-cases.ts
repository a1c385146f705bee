import fc from 'fast-check';

/**
 * The seed of every drawn case: the same on each run, so that a change is judged by itself and not by its luck.
 * `VEZNE_SEED=$RANDOM npm exec -- vitest run --project unit` looks where nobody has looked yet.
 */
const seed = Number(process.env.VEZNE_SEED ?? 20_261_130);
if (!Number.isSafeInteger(seed)) throw new Error('VEZNE_SEED is a whole number');

fc.configureGlobal({ seed });

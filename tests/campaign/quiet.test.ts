import { expect, test } from 'vitest';
import { openQuiet } from './quiet.ts';

const never = new AbortController().signal;

/** Something that ends when told to. */
function openEnded() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, end: resolve };
}

test('nothing goes wrong while somebody has it quiet, and everything after', async () => {
  const quiet = openQuiet();
  const work = openEnded();
  const seen: string[] = [];
  const during = quiet.during(async () => {
    await work.promise;
    seen.push('quiet');
  });
  const disturbed = quiet.disturb(async () => void seen.push('mishap'), never);
  work.end();
  await Promise.all([during, disturbed]);
  expect(seen).toEqual(['quiet', 'mishap']);
});

test('quiet begins when the mishap under way is over, also when that failed', async () => {
  const quiet = openQuiet();
  const mishap = openEnded();
  const seen: string[] = [];
  const disturbed = quiet.disturb(async () => {
    await mishap.promise;
    seen.push('mishap');
    throw new Error('the mishap failed');
  }, never);
  const during = quiet.during(async () => void seen.push('quiet'));
  mishap.end();
  await expect(disturbed).rejects.toThrow('the mishap failed');
  await during;
  expect(seen).toEqual(['mishap', 'quiet']);
});

test('a mishap that waited until everything was over does not happen any more', async () => {
  const quiet = openQuiet();
  const work = openEnded();
  const over = new AbortController();
  const during = quiet.during(() => work.promise);
  const disturbed = quiet.disturb(() => Promise.reject(new Error('too late')), over.signal);
  over.abort();
  await disturbed;
  work.end();
  await during;
});

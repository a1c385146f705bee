import { afterAll, afterEach, beforeAll } from 'vitest';
import { createFaultBench, type FaultBench } from '#tests/faults/bench.ts';
import { testFaults } from '#tests/faults/cells.ts';
import { signInFaults } from '#tests/faults/sign-in.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await createFaultBench();
});
afterAll(() => bench.end());
afterEach(() => bench.tidy());

testFaults(
  'signing in',
  signInFaults(() => bench),
);

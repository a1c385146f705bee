import { afterAll, afterEach, beforeAll } from 'vitest';
import { createFaultBench, type FaultBench, KINDS } from '#tests/faults/bench.ts';
import { testFaults } from '#tests/faults/cells.ts';
import { queryFaults } from '#tests/faults/query.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await createFaultBench();
});
afterAll(() => bench.end());
afterEach(() => bench.tidy());

for (const kind of KINDS)
  testFaults(
    `asking about a ${kind}`,
    queryFaults(() => bench, kind),
  );

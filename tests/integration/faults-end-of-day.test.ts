import { afterAll, afterEach, beforeAll } from 'vitest';
import { createFaultBench, type FaultBench } from '#tests/faults/bench.ts';
import { testFaults } from '#tests/faults/cells.ts';
import { endOfDayFaults } from '#tests/faults/end-of-day.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await createFaultBench();
});
afterAll(() => bench.end());
afterEach(() => bench.tidy());

testFaults(
  'the end of day of a register (507)',
  endOfDayFaults(() => bench, '507'),
);
testFaults(
  'the end of day of a terminal (509)',
  endOfDayFaults(() => bench, '509'),
);

import { afterAll, afterEach, beforeAll } from 'vitest';
import { createFaultBench, type FaultBench, KINDS } from '#tests/faults/bench.ts';
import { type Cells, testFaults } from '#tests/faults/cells.ts';
import { moneyCases, onTheWay } from '#tests/faults/money.ts';
import { answers, aroundTheCall } from '#tests/faults/money-answers.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await createFaultBench();
});
afterAll(() => bench.end());
afterEach(() => bench.tidy());

for (const kind of KINDS) {
  const cases = moneyCases(() => bench, kind);
  const cells: Cells = { ...onTheWay(cases), ...answers(cases), ...aroundTheCall(cases) };
  testFaults(`a ${kind}`, cells);
}

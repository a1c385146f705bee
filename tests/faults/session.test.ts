import { afterAll, beforeAll } from 'vitest';
import { testFaults } from '#tests/faults/cells.ts';
import { sessionCells } from '#tests/faults/session.ts';
import { startToldProvider, type ToldProvider } from '#tests/support/told-provider.ts';

let host: ToldProvider;
beforeAll(async () => {
  host = await startToldProvider();
});
afterAll(() => host.close());

for (const kind of ['sale', 'refund'] as const) {
  testFaults(
    `a ${kind} handed over as a session`,
    sessionCells(() => host, kind),
  );
}

import { afterAll, beforeAll } from 'vitest';
import { startToldProvider, type ToldProvider } from '#tests/support/told-provider.ts';
import { testFaults } from './cells.ts';
import { hostedCells } from './hosted.ts';
import { openPage, retrieve } from './hosted-page.ts';
import { giveBack, readBack } from './hosted-return.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());

const ways = ['cancel', 'refund', 'refund of an item'] as const;
for (const column of [openPage, retrieve, ...ways.map(giveBack), ...ways.map(readBack)]) {
  testFaults(
    column.name,
    hostedCells(() => provider, column),
  );
}

import { type Line, plainLine } from './line.ts';
import { timesOf } from './load.ts';
import { memoryOf } from './memory.ts';
import { type Extent, getPage, type Visitor } from './pages.ts';
import { startEmptyApp, startPortalOn } from './portal.ts';

const NAME = 'next-server';

/** P12: what a portal holds after many pages of the list, beside an empty app after as many of its own. */
export async function measureMemory({ portal, table }: Visitor, { requests }: Extent): Promise<Line[]> {
  const load = { atOnce: 8, count: requests * 25 };
  const empty = await startEmptyApp();
  try {
    await timesOf(() => getPage(portal, `/${table.merchant.slug}/transactions`), load);
    await timesOf(() => getPage(empty, '/'), load);
    const [ours, least] = [memoryOf(portal.pid, NAME), memoryOf(empty.pid, NAME)];
    const under = `${load.count} pages, ${load.atOnce} at once`;
    return [
      plainLine({ mark: 'P12', job: 'resident memory, against an empty app', under }, 'MiB', ours, 1.3, {
        ...{ floor: least, judged: ours / least },
      }),
    ];
  } finally {
    await empty.stop();
  }
}

/** P13: from a migrated database to the first page of the list, in a process that was not there. */
export async function measureColdStart({ table }: Visitor, repetitions: number): Promise<Line[]> {
  const times: number[] = [];
  for (let round = 0; round < repetitions; round++) {
    const from = performance.now();
    const portal = await startPortalOn(table);
    await getPage(portal, `/${table.merchant.slug}/transactions`);
    times.push((performance.now() - from) / 1000);
    await portal.stop();
  }
  const [median = 0] = times.sort((a, b) => a - b).slice(Math.floor(times.length / 2));
  return [
    plainLine(
      { mark: 'P13', job: 'cold start to the first page', under: `${repetitions} starts` },
      's',
      median,
      5,
    ),
  ];
}

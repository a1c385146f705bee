import postgres from 'postgres';
import { kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { startDemo } from '../support/demo-process.ts';
import { breakLayers } from './break-layers.ts';
import { drawRequests, type HostileRequest } from './draw.ts';
import { attackers, knownOf } from './people.ts';
import { changedTables, exceptionsInWords, sumsOfTables } from './rows.ts';
import { type HostileAnswer, send } from './send.ts';
import { createWatch } from './watch.ts';

// `npm run hostile -- 10000 seed`: sends so many requests nobody should send to a portal with the demo's data, as everybody
// and as nobody; afterwards no answer may be a 500, hold a stack or another merchant's data, and no row may differ.

const AT_ONCE = 4;

const count = Number(process.argv[2] ?? 10_000);
const seed = process.argv[3] ?? 'hostile';
const demo = await startDemo('hostile', {
  VEZNE_WORKER: 'off',
  LOG_LEVEL: 'error',
  // What is refused is to be refused for what it is, not for where it came from.
  WRONG_TRIES_PER_ADDRESS: '100000',
});
let code = 1;
try {
  code = (await attack()) ? 0 : 1;
} finally {
  await demo.stop();
}
process.exit(code);

async function attack(): Promise<boolean> {
  const { demoOwnerUrl } = await import('../support/planted-visitor.ts');
  const sql = postgres(demoOwnerUrl(), { max: 2, onnotice: () => undefined });
  try {
    const people = await attackers(sql);
    const watch = createWatch({
      [kahveDuragi.slug]: await knownOf(sql, kahveDuragi),
      [mapleBakery.slug]: await knownOf(sql, mapleBakery),
    });
    const before = await sumsOfTables(sql);
    const begun = new Date();
    const startedAt = performance.now();
    await sendAll(drawRequests(count, seed, people), watch.see);
    const seconds = (performance.now() - startedAt) / 1000;
    const changed = changedTables(before, await sumsOfTables(sql));
    const thrown = await breakLayers(sql, people);
    say(`\n${count} hostile requests with the seed «${seed}» in ${seconds.toFixed(0)} s, answered:`);
    say(watch.statuses());
    for (const problem of watch.problems().slice(0, 40)) say(`✗ ${problem}`);
    say(`${watch.problems().length} answers of 5xx, with a stack, with foreign data, or none at all`);
    say(`${before.size} tables compared row by row, ${changed.length} changed ${changed.join(', ')}`);
    if (changed.length > 0) for (const line of await doneSince(sql, begun)) say(`✗ was done: ${line}`);
    for (const line of exceptionsInWords()) say(`  not compared: ${line}`);
    for (const problem of thrown.problems) say(`✗ ${problem}`);
    say(
      `${thrown.count} errors forced in every layer, ${thrown.problems.length} of them told more than their code`,
    );
    return watch.problems().length === 0 && changed.length === 0 && thrown.problems.length === 0;
  } finally {
    await sql.end();
  }
}

/** What the audit says was done since an instant, so that a changed row has a name. */
async function doneSince(sql: postgres.Sql, at: Date): Promise<string[]> {
  const entries = await sql<{ action: string; object: string; actor: string }[]>`
    select action, object_id as object, actor_id as actor from audit_log
    where at >= ${at} and result = 'done' order by at limit 100`;
  return entries.map(({ action, object, actor }) => `${action} of ${object} by ${actor}`);
}

async function sendAll(
  requests: readonly HostileRequest[],
  see: (request: HostileRequest, answer: HostileAnswer) => void,
): Promise<void> {
  const waiting = requests.entries();
  const work = async () => {
    for (const [index, request] of waiting) {
      see(request, await send(request));
      if ((index + 1) % 1000 === 0) say(`${index + 1} sent`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

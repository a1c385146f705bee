import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestMigration } from '#db/newest-migration.ts';
import { answerOperator } from '#server/runtime/answer-operator.ts';
import { step } from '#server/telemetry/trail.ts';
import { type Collector, openCollector } from '#tests/support/collector.ts';
import { createInterpayWorld, type InterpayWorld } from '#tests/support/interpay-world.ts';
import { waitFor } from '#tests/support/wait-for.ts';

const TOKEN = 'a-token-of-the-operator-with-40-letters!';

let collector: Collector;
let world: InterpayWorld;
beforeAll(async () => {
  collector = await openCollector();
  world = await createInterpayWorld(
    { auto: ['SIM-OK', 'SIM-LOST'], manual: [] },
    { METRICS_TOKEN: TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'info' },
  );
});
afterAll(async () => {
  await world.close();
  await collector.close();
});

/** A sale as a click starts it, until the provider has called back and it is approved. */
async function sell() {
  const click = { permission: 'sale:start' };
  const id = await step(
    'action',
    click,
    () => world.sell('SIM-OK', 1_240),
    () => 'done',
  );
  await world.untilHeard(id, 1);
  return world.until(id, 'approved');
}

test('one search of the log for a reference tells what happened to it, from its wish to its result', async () => {
  const { id, reference } = await sell();
  const lines = world
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const found = lines.filter((line) => JSON.stringify(line).includes(reference));
  expect(found.map(({ msg, event, state }) => [msg, event ?? state ?? null])).toEqual([
    ['Operation opened', null],
    ['Operation moved', 'claimed'],
    ['Provider called', null],
    ['Operation moved', 'replied'],
    ['Operation moved', 'called_back'],
    ['Callback settled', 'applied'],
  ]);
  // Whatever is said of it says both, so that a search for either finds the same.
  expect(lines.filter((line) => JSON.stringify(line).includes(id))).toEqual(found);
  expect(new Set(found.map(({ transactionId }) => transactionId))).toEqual(new Set([id]));
  for (const secret of [...world.front.secrets(), world.account.pass])
    expect(JSON.stringify(lines)).not.toContain(secret);
});

test('one trace leads from the click over job and provider to what was called back and applied', async () => {
  const { id, reference } = await sell();
  const spans = await waitFor(async () => {
    const found = collector.spansOf(id);
    return found.some(({ name }) => name === 'job apply-callback') && found;
  }, 'the trace of a sale');
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const nameOf = (spanId: string) => spans.find((span) => span.spanId === spanId)?.name ?? null;
  const edges = spans.map(({ name, parentSpanId }) => [nameOf(parentSpanId), name]);
  expect(edges).toEqual(
    expect.arrayContaining([
      [null, 'action sale:start'],
      ['action sale:start', 'job send-operation'],
      ['job send-operation', 'provider operation'],
      ['provider operation', 'call operation'],
      ['job send-operation', 'apply answer'],
      ['action sale:start', 'callback'],
      ['action sale:start', 'job apply-callback'],
      ['job apply-callback', 'apply callback'],
    ]),
  );
  const text = JSON.stringify(spans);
  expect(text).toContain(reference);
  for (const secret of [...world.front.secrets(), world.account.pass]) expect(text).not.toContain(secret);
});

describe('the metrics', () => {
  const read = (authorization: string | null) => answerOperator('metrics', authorization);
  const readText = async () => (await read(`Bearer ${TOKEN}`)).text();

  test('are nothing to be found without the token', async () => {
    for (const wrong of [null, '', TOKEN, `Bearer ${TOKEN}x`, `bearer ${TOKEN.slice(1)}`])
      expect((await read(wrong)).status).toBe(404);
  });

  test('count what people did, providers said, and was called back', async () => {
    await sell();
    const text = await readText();
    for (const line of [
      'vezne_action_seconds_count{permission="sale:start",outcome="done"}',
      'vezne_provider_seconds_count{provider="interpay",purpose="operation",outcome="delivered"}',
      'vezne_provider_call_seconds_count{provider="interpay",purpose="operation",outcome="answered"}',
      'vezne_job_seconds_count{queue="apply-callback",outcome="done"}',
      'vezne_callback_seconds_count{provider="interpay",outcome="taken"}',
    ])
      expect(text).toMatch(new RegExp(`^${line.replaceAll(/[{}]/g, '\\$&')} [1-9]`, 'm'));
    for (const line of [
      'vezne_workers 1',
      'vezne_merchants 1',
      'vezne_database_up 1',
      'vezne_worker_alive 1',
    ])
      expect(text).toContain(`\n${line}\n`);
  });

  test('are in the form that Prometheus reads', async () => {
    for (const line of (await readText()).trimEnd().split('\n'))
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.e+-]+)$/,
      );
  });

  test('are all that OPERATIONS.md speaks of, so that no alert waits for a number that never comes', async () => {
    const text = await readText();
    const spoken =
      readFileSync('OPERATIONS.md', 'utf8').match(/\b(?:vezne|process|nodejs)_[a-z0-9_]*[a-z0-9]\b/g) ?? [];
    const names = new Set(spoken.map((name) => name.replace(/_seconds_(?:bucket|count|sum)$/, '_seconds')));
    expect(names.size).toBeGreaterThan(15);
    expect(
      [...names].filter((name) => !text.includes(`\n# TYPE ${name} `) && !text.startsWith(`# HELP ${name} `)),
    ).toEqual([]);
  });

  test('tell no name, no id and no secret', async () => {
    const { id, reference, deviceId, merchantId } = await sell();
    const text = await readText();
    for (const told of [
      id,
      reference,
      deviceId,
      merchantId,
      TOKEN,
      world.account.pass,
      ...world.front.secrets(),
    ])
      expect(text).not.toContain(told);
  });
});

describe('a process is ready', () => {
  const ask = async () => {
    const answer = await answerOperator('ready', null);
    return { status: answer.status, ...((await answer.json()) as object) };
  };

  test('with its database, its schema and its worker', async () => {
    expect(await ask()).toEqual({ status: 'ready', database: true, schema: true, worker: true });
    expect((await answerOperator('ready', null)).status).toBe(200);
  });

  test('only when its own newest migration is in the database, whatever newer ones are', async () => {
    const sql = postgres(world.ownerUrl, { max: 1, onnotice: () => {} });
    const newest = await newestMigration();
    await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of-tomorrow', ${newest + 1})`;
    expect(await ask()).toMatchObject({ status: 'ready' });
    await sql`update drizzle.__drizzle_migrations set created_at = 1 where created_at = ${newest}`;
    expect(await ask()).toMatchObject({ status: 'not_ready', database: true, schema: false });
    await sql`update drizzle.__drizzle_migrations set created_at = ${newest} where created_at = 1`;
    await sql.end();
  });
});

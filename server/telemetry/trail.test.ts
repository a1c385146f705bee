import { expect, test } from 'vitest';
import { ids } from '#tests/factories/ids.ts';
import { toSpans } from './spans.ts';
import { rootSpanOf, traceIdOf } from './trace-ids.ts';
import { about, currentSubject, listenToTrails, step, type Trail } from './trail.ts';

async function trailOf(work: () => Promise<unknown>): Promise<Trail> {
  const heard: Trail[] = [];
  const stop = listenToTrails({ trail: (trail) => heard.push(trail) });
  await work().catch(() => {});
  stop();
  const [trail, ...others] = heard;
  if (!trail || others.length > 0) throw new Error(`${heard.length} trails`);
  return trail;
}

const first = { transactionId: ids.next('transaction'), reference: 'ref-1' };
const second = { transactionId: ids.next('transaction'), reference: 'ref-2' };

test('work is about the operation that was named first, unless another begins in it', async () => {
  const followed = await trailOf(() =>
    step('job', {}, async () => {
      about(first);
      about(second);
    }),
  );
  expect(followed.subject).toEqual(first);
  const begun = await trailOf(() =>
    step('action', {}, async () => {
      about(first);
      about(second, true);
      about(first);
    }),
  );
  expect(begun.subject).toEqual(second);
});

test('a line of the log names an operation only when both of its names are known', async () => {
  await step('job', {}, async () => {
    about({ transactionId: first.transactionId });
    expect(currentSubject()).toEqual({});
    about(first);
    expect(currentSubject()).toEqual(first);
  });
  expect(currentSubject()).toEqual({});
});

test('work that throws has ended failed, and throws on', async () => {
  const trail = await trailOf(() =>
    step('job', { queue: 'send-mail' }, async () => {
      throw new Error('no');
    }),
  );
  expect(trail.steps).toMatchObject([{ isFailed: true, labels: { queue: 'send-mail', outcome: 'failed' } }]);
});

test('the trace of an operation is the 128 bits of its id: two operations have two, and everybody writes to the same', () => {
  expect(traceIdOf('txn_01k9q4z8x7w6v5t4s3r2q1p0n9')).toBe(
    BigInt(
      `0b${[...'01k9q4z8x7w6v5t4s3r2q1p0n9'].map((digit) => '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(digit).toString(2).padStart(5, '0')).join('')}`,
    )
      .toString(16)
      .padStart(32, '0'),
  );
  expect(traceIdOf(first.transactionId)).toMatch(/^[0-9a-f]{32}$/);
  expect(traceIdOf(first.transactionId)).not.toBe(traceIdOf(second.transactionId));
});

test('what began the operation is the root of its trace, and what comes later hangs under it', async () => {
  const click = await trailOf(() =>
    step('action', { permission: 'sale:start' }, () =>
      step('apply', { name: 'inner' }, async () => about(first, true)),
    ),
  );
  const job = await trailOf(() => step('job', { queue: 'send-operation' }, async () => about(first)));
  const [inner, root] = toSpans(click);
  const root2 = rootSpanOf(first.transactionId);
  expect(root).toMatchObject({ name: 'action sale:start', spanId: root2, parentSpanId: '' });
  expect(inner).toMatchObject({ name: 'apply inner', parentSpanId: root2, traceId: root?.traceId });
  expect(toSpans(job)).toMatchObject([{ parentSpanId: root2, traceId: root?.traceId }]);
});

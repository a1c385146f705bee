import { expect, test } from 'vitest';
import { byLabel, createHistogram, gauge, writeMetrics } from './series.ts';
import { kindOfRequest } from './time-requests.ts';

test('a histogram has every observation in its bucket and all above, with their number and sum', () => {
  const times = createHistogram('t_seconds', 'How long.');
  for (const seconds of [0.001, 0.1, 0.11, 1_000]) times.observe({ kind: 'page' }, seconds);
  const text = writeMetrics([times.read()]);
  expect(text).toContain('# TYPE t_seconds histogram\n');
  expect(text).toContain('t_seconds_bucket{kind="page",le="0.005"} 1\n');
  expect(text).toContain('t_seconds_bucket{kind="page",le="0.1"} 2\n');
  expect(text).toContain('t_seconds_bucket{kind="page",le="300"} 3\n');
  expect(text).toContain('t_seconds_bucket{kind="page",le="+Inf"} 4\n');
  expect(text).toContain('t_seconds_sum{kind="page"} 1000.211\n');
  expect(text).toContain('t_seconds_count{kind="page"} 4\n');
});

test('labels that would grow without bound are counted together', () => {
  const times = createHistogram('t', 'h');
  for (let id = 0; id < 5_000; id++) times.observe({ id: String(id) }, 1);
  const counts = times.read().samples.filter(({ suffix }) => suffix === '_count');
  expect(counts.length).toBeLessThanOrEqual(1_001);
  expect(counts.at(-1)).toMatchObject({ labels: { overflow: 'true' }, value: 4_000 });
});

test('a label cannot leave its quotes', () => {
  const text = writeMetrics([byLabel('counter', 'c_total', 'h', 'why', { 'a"\n\\': 1 }), gauge('g', 'h', 2)]);
  expect(text).toBe(
    '# HELP c_total h\n# TYPE c_total counter\nc_total{why="a\\"\\n\\\\"} 1\n# HELP g h\n# TYPE g gauge\ng 2\n',
  );
});

test.each([
  ['GET', '/kahve/transactions?x=1', {}, 'page'],
  ['POST', '/kahve/transactions', { 'next-action': 'x' }, 'action'],
  ['POST', '/api/callbacks/interpay/secret/s', {}, 'callback'],
  ['GET', '/api/live/stream', {}, 'stream'],
  ['GET', '/api/live/kahve/items', {}, 'live'],
  ['GET', '/_next/static/a.js', {}, 'static'],
  ['GET', '/api/internal/metrics', {}, 'internal'],
])('%s %s is counted by its kind and never by its address', (method, url, headers, kind) => {
  expect(kindOfRequest({ method, url, headers })).toBe(kind);
});

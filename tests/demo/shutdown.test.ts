import { expect, test } from 'vitest';
import { type Part, Shutdown } from './shutdown.ts';

function part(name: string, told: string[]): Part & { finish: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    stop: () => {
      told.push(`stop ${name}`);
      return promise;
    },
    kill: () => {
      told.push(`kill ${name}`);
      resolve();
    },
    finish: resolve,
  };
}

test('parts stop in the opposite order of their start, each waiting for the one before', async () => {
  const told: string[] = [];
  const [database, portal] = [part('database', told), part('portal', told)];
  const shutdown = new Shutdown();
  shutdown.add(database);
  shutdown.add(portal);
  const done = shutdown.ask(0);
  expect(told).toEqual(['stop portal']);
  portal.finish();
  database.finish();
  await done;
  expect(told).toEqual(['stop portal', 'stop database']);
});

test('one Ctrl-C that arrives twice does not hurry anything', () => {
  const told: string[] = [];
  const shutdown = new Shutdown();
  shutdown.add(part('portal', told));
  void shutdown.ask(1000);
  void shutdown.ask(1040);
  expect(told).toEqual(['stop portal']);
});

test('a second Ctrl-C ends what has not stopped by itself', async () => {
  const told: string[] = [];
  const shutdown = new Shutdown();
  shutdown.add(part('portal', told));
  void shutdown.ask(1000);
  await shutdown.ask(3000);
  expect(told).toEqual(['stop portal', 'kill portal']);
});

test('a part that comes up after the end was asked for is stopped at once', () => {
  const told: string[] = [];
  const shutdown = new Shutdown();
  void shutdown.ask(0);
  shutdown.add(part('portal', told));
  expect(told).toEqual(['stop portal']);
});

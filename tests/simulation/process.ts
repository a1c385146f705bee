import type { Database } from '#db/client.ts';
import { createCallbackDesk } from '#server/callbacks/callback-desk.ts';
import { runWorker } from '#server/jobs/worker.ts';
import { createIdSource } from '#server/kernel/ids.ts';
import type { Wait } from '#server/kernel/time.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { createOpenGateway } from '#server/terminals/open-gateway.ts';
import type { Client } from './database/server.ts';
import { type Doing, doing } from './doing.ts';
import { transportOf } from './provider/transport.ts';
import type { World } from './world.ts';

/** Where in its work a process is; it may be killed there. */
export type Place = Parameters<Client['reaches']>[0] | 'taken' | 'calling' | 'called' | 'answered';

/**
 * One process of ours with the real runtime in it; only its edges are the history's: clock, waits, ids, database, network
 * and queue. Killed, it never comes back from whatever it waits for.
 */
export class SimulatedProcess implements Client {
  readonly name: string;
  readonly kind: 'portal' | 'worker';
  readonly runtime: Runtime;
  isAlive = true;
  readonly #world: World;

  constructor(world: World, kind: 'portal' | 'worker', name: string) {
    this.#world = world;
    this.kind = kind;
    this.name = name;
    this.runtime = this.#createRuntime();
  }

  /** Starts what the process does by itself. */
  async start(): Promise<void> {
    if (this.kind !== 'worker') return;
    const { database, queue } = this.#world;
    while (database.health !== 'up') await this.runtime.wait(500);
    const key = this.#world.dice.int(1, 2_147_483_647);
    database.workerLocks.set(key, this);
    const lock = {
      key,
      renew: async () => {
        await this.runtime.wait(1);
        if (database.health !== 'up') throw new Error('no connection for the sign of life');
        database.workerLocks.set(key, this);
      },
      close: async () => {},
    };
    const source = queue.sourceFor(this) as unknown as Parameters<typeof runWorker>[1];
    await doing.run({ kind: 'sweep', name: 'recover', transaction: null }, () =>
      runWorker(this.runtime, source, lock),
    );
  }

  reaches(place: Place, what: Doing): void {
    this.#world.reached(this, place, what);
  }

  #createRuntime(): Runtime {
    const world = this.#world;
    const dice = world.dice.fork(this.name);
    const clock = { now: () => new Date(world.epoch + world.scheduler.now + world.clockError) };
    const db = world.database.connect(this) as unknown as Database['db'];
    const wait: Wait = (ms) =>
      new Promise((resolve) => {
        world.scheduler.after(ms * world.slowness(ms), () => {
          if (this.isAlive) resolve();
        });
      });
    const log = world.logOf(this);
    const openGateway = createOpenGateway({
      config: world.config,
      db,
      clock,
      wait,
      log,
      http: transportOf(world, this),
      appVersion: '0.1.0',
    });
    return {
      config: world.config,
      db,
      clock,
      wait,
      ids: createIdSource(clock.now, (size) => dice.bytes(size)),
      log,
      enqueue: world.queue.enqueue(world.epoch),
      mail: null,
      openGateway,
      answers: world.disk.answerStore(wait),
      callbacks: { ...createCallbackDesk(world.config), aside: world.disk.callbackStore(wait) },
      live: {
        subscribe: () => {
          throw new Error('Nobody listens in a history');
        },
        listeners: () => 0,
        close: async () => {},
      },
      operator: {
        readiness: async () => ({ isReady: true, database: true, schema: true, worker: null }),
        metrics: async () => '',
      },
    };
  }
}

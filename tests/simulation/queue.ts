import { sql } from 'drizzle-orm';
import type { Enqueue } from '#server/jobs/enqueue.ts';
import type { Job } from '#server/jobs/job.ts';
import { doing } from './doing.ts';
import type { SimulatedProcess } from './process.ts';
import type { Dice } from './random.ts';
import type { Scheduler } from './scheduler.ts';

type Handler = (jobs: { data: unknown }[]) => Promise<unknown>;
type Waiting = { job: Job; from: number };

/**
 * Jobs in the database: there with the commit that made them, taken once by one of the workers, gone when that worker dies.
 * Now and then one comes twice.
 */
export class JobQueue {
  #waiting: Waiting[] = [];
  readonly #workers = new Map<SimulatedProcess, Map<string, Handler>>();
  readonly #scheduler: Scheduler;
  readonly #dice: Dice;
  readonly #isUp: () => boolean;
  /** Told when a worker has taken a job, before it does anything about it. */
  onTaken: (worker: SimulatedProcess, job: Job) => void = () => {};

  constructor(scheduler: Scheduler, dice: Dice, isUp: () => boolean) {
    this.#scheduler = scheduler;
    this.#dice = dice;
    this.#isUp = isUp;
  }

  /** How many jobs nobody has taken yet. */
  get length(): number {
    return this.#waiting.length;
  }

  enqueue(epoch: number): Enqueue {
    return async (tx, job) => {
      await tx.execute(sql`select pg_notify('jobs', ${job.queue})`);
      doing().transaction?.onCommit.push(() => {
        const from = job.startAfter ? Math.max(job.startAfter.getTime() - epoch, 0) : 0;
        this.#put({ job, from });
        if (this.#dice.chance(0.03)) this.#put({ job, from: from + this.#dice.int(0, 4000) });
      });
    };
  }

  /** The queue as one worker uses it. */
  sourceFor(worker: SimulatedProcess) {
    const handlers = new Map<string, Handler>();
    this.#workers.set(worker, handlers);
    return {
      work: async (queue: string, _options: unknown, handler: Handler): Promise<string> => {
        handlers.set(queue, handler);
        for (const waiting of this.#waiting.filter(({ job }) => job.queue === queue)) this.#wake(waiting);
        return queue;
      },
      offWork: async (queue: string) => {
        handlers.delete(queue);
      },
    };
  }

  leave(worker: SimulatedProcess): void {
    this.#workers.delete(worker);
  }

  #put(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#wake(waiting);
  }

  #wake(waiting: Waiting): void {
    const untilDue = waiting.from - this.#scheduler.now;
    // A job for now wakes a worker at once; one for later is found by asking every second.
    const ms = untilDue > 0 ? untilDue + this.#dice.int(0, 1000) : this.#dice.int(1, 60);
    this.#scheduler.after(ms, () => this.#take(waiting));
  }

  #take(waiting: Waiting): void {
    if (!this.#waiting.includes(waiting)) return;
    const { job } = waiting;
    const ready = [...this.#workers].filter(
      ([worker, handlers]) => worker.isAlive && handlers.has(job.queue),
    );
    if (ready.length === 0) return;
    if (!this.#isUp()) {
      this.#scheduler.after(this.#dice.int(500, 2000), () => this.#take(waiting));
      return;
    }
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    const [worker, handlers] = this.#dice.pick(ready);
    this.onTaken(worker, job);
    if (!worker.isAlive) return;
    doing.run({ kind: 'job', name: job.queue, transaction: null }, () => {
      void handlers.get(job.queue)?.([{ data: { ...job.data } }]);
    });
  }
}

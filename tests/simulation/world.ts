import { parseConfig } from '#server/config/config.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { Accidents } from './accidents.ts';
import type { Coverage } from './coverage.ts';
import { DatabaseServer } from './database/server.ts';
import { Disk } from './disk.ts';
import type { Doing } from './doing.ts';
import {
  type Countries,
  type Pages,
  type People,
  type PlantedMerchant,
  plantMerchants,
} from './plant-merchants.ts';
import { type Place, SimulatedProcess } from './process.ts';
import { InterpayNetwork } from './provider/interpay/network.ts';
import { Network } from './provider/network.ts';
import { PagesNetwork } from './provider/pages/network.ts';
import { JobQueue } from './queue.ts';
import { createDice, type Dice } from './random.ts';
import { isBusy, isOpen } from './rules/rows.ts';
import { Rules, type TransactionRow } from './rules/rules.ts';
import { Scheduler } from './scheduler.ts';
import { schema } from './schema.ts';

/** Settings of our processes: those of production. */
const CONFIG = parseConfig({
  DATABASE_URL: 'postgres://simulation/none',
  PUBLIC_URL: 'http://127.0.0.1:4300',
  AUTH_SECRET: 'a'.repeat(64),
  SEALING_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  AUDIT_KEY: Buffer.alloc(32, 9).toString('base64'),
  OUTGOING_HOSTS: 'provider.test',
  LOG_LEVEL: 'silent',
});

/** Everything one history consists of, made from its seed. */
export class World {
  readonly seed: number;
  readonly config = CONFIG;
  readonly dice: Dice;
  readonly scheduler: Scheduler;
  /** The instant at which the history begins, epoch milliseconds. */
  readonly epoch: number;
  /** Somebody here is paid on pages. */
  readonly hasPages: boolean;
  /** F15: by how much our clocks are wrong. */
  readonly clockError: number;
  readonly database: DatabaseServer;
  readonly disk = new Disk();
  readonly queue: JobQueue;
  readonly network: Network;
  readonly interpay: InterpayNetwork;
  readonly pages: PagesNetwork;
  readonly merchants: readonly PlantedMerchant[];
  readonly people: People;
  readonly rules: Rules;
  readonly coverage: Coverage;
  readonly accidents: Accidents;
  processes: SimulatedProcess[] = [];
  /** Accidents are over and people have gone home: from now on everything has to come to its end. */
  isCalm = false;
  readonly #hurry: number;
  readonly #trace: ((line: string) => void) | null;
  #started = 0;

  constructor(seed: number, coverage: Coverage, trace: ((line: string) => void) | null) {
    this.seed = seed;
    this.coverage = coverage;
    this.#trace = trace;
    this.dice = createDice(seed);
    this.scheduler = new Scheduler(this.dice.fork('ties'));
    const countries = this.dice.fork('countries').weighted({ TR: 4, both: 4, CA: 2 });
    this.epoch = drawStart(this.dice.fork('epoch'), countries);
    const clock = this.dice.fork('clock');
    this.#hurry = clock.pick([1, 3, 6, 6]);
    this.clockError = clock.chance(0.2) ? clock.int(-590_000, 590_000) : 0;
    const online = this.dice.fork('online');
    const signsNotices = online.chance(0.85);
    const pages = online.weighted<Pages>({ none: 6, beside: 1.5, instead: 2.5 });
    this.hasPages = pages !== 'none' && countries !== 'CA';
    this.accidents = new Accidents(this);
    this.database = new DatabaseServer(schema, {
      scheduler: this.scheduler,
      dice: this.dice.fork('database'),
      faults: this.accidents,
      epoch: this.epoch,
    });
    this.queue = new JobQueue(this.scheduler, this.dice.fork('queue'), () => this.database.health === 'up');
    this.rules = new Rules(this);
    const planted = plantMerchants(this.database.store, this.dice.fork('merchants'), this.config, {
      epoch: this.epoch,
      countries,
      ...{ pages, signsNotices },
    });
    this.merchants = planted.merchants;
    this.people = planted.people;
    this.network = new Network(this, planted.clients);
    this.interpay = new InterpayNetwork(this, planted.accounts);
    this.pages = new PagesNetwork(this, planted.pageAccounts, signsNotices);
    this.queue.onTaken = (worker, job) =>
      this.reached(worker, 'taken', { kind: 'job', name: job.queue, transaction: null });
    this.database.store.onCommit = (changes) => this.rules.onCommit(changes);
  }

  start(): void {
    for (const kind of ['portal', 'portal', 'worker', 'worker'] as const) this.launch(kind);
  }

  launch(kind: 'portal' | 'worker'): void {
    this.#started += 1;
    const process = new SimulatedProcess(this, kind, `${kind}-${this.#started}`);
    this.processes.push(process);
    this.trace(() => `${process.name} starts`);
    void process.start();
  }

  /** Ends a process as SIGKILL does; another one of its kind is started after a while. */
  kill(process: SimulatedProcess, backAfterMs?: number): void {
    if (!process.isAlive) return;
    this.trace(() => `${process.name} is killed`);
    process.isAlive = false;
    this.processes = this.processes.filter((other) => other !== process);
    this.database.drop(process);
    this.queue.leave(process);
    const pauseMs = backAfterMs ?? this.dice.int(300, this.dice.chance(0.2) ? 60_000 : 8000);
    this.scheduler.after(pauseMs, () => this.launch(process.kind));
  }

  /** What a person tried for one wish: at most one of these may ever be carried out. */
  readonly wishes = new Map<string, string[]>();

  noteAttempt(wish: string, reference: string): void {
    this.wishes.set(wish, [...(this.wishes.get(wish) ?? []), reference]);
  }

  calmDown(): void {
    this.isCalm = true;
    this.network.weather.isCalm = true;
    this.interpay.weather.isCalm = true;
    this.pages.weather.isCalm = true;
    this.database.health = 'up';
    this.trace(() => 'all is calm');
  }

  isAlive(processName: string): boolean {
    return this.processes.some((process) => process.name === processName);
  }

  reached(process: SimulatedProcess, place: Place, what: Doing): void {
    this.accidents.onPlace(process, place, what);
  }

  /** How much later than wished a wait of so many milliseconds ends: sweeps come less often when there is nothing to find. */
  slowness(ms: number): number {
    if (ms < 5000) return 1;
    const rows = this.database.store.rows('transactions') as TransactionRow[];
    const isIdle = !rows.some((row) => isBusy(this, row));
    // Pages lie open for an hour, and nothing happens to them.
    if (this.isCalm) return isIdle && rows.some(isOpen) ? 80 : 20;
    return isIdle ? Math.max(this.#hurry, 8) : this.#hurry;
  }

  logOf(process: SimulatedProcess): Runtime['log'] {
    const note = (facts: { err?: unknown }, text: string) => {
      this.trace(() => `${process.name} logs: ${text} ${String(facts.err ?? '')}`);
      if (facts.err) this.rules.onError(facts.err);
    };
    const quiet = () => {};
    const log = { error: note, warn: quiet, info: quiet, debug: quiet, child: () => log };
    return log as unknown as Runtime['log'];
  }

  trace(line: () => string): void {
    this.#trace?.(`${(this.scheduler.now / 1000).toFixed(3).padStart(10)}  ${line()}`);
  }
}

/** Some histories begin shortly before the day changes, at the bank or in the shop. */
function drawStart(dice: Dice, countries: Countries): number {
  const day = Date.UTC(2026, 2, dice.int(1, 28));
  const hour = dice.weighted({ day: 6, midnight: 2, cutOff: 1 });
  // Midnight in Toronto, where the bank closes its batches, is 5 or 4 o'clock here.
  const midnight = countries === 'CA' ? dice.pick([3, 4]) : 20;
  const minutes = {
    day: dice.int(6 * 60, 18 * 60),
    midnight: midnight * 60 + dice.int(45, 59),
    cutOff: dice.int(45, 59),
  };
  return day + minutes[hour] * 60_000;
}

import { hit } from './coverage.ts';
import type { DatabaseFaults } from './database/server.ts';
import type { Doing } from './doing.ts';
import type { Place, SimulatedProcess } from './process.ts';
import type { Dice } from './random.ts';
import type { World } from './world.ts';

/** A kill that waits for a process to be somewhere; `skip` times it is let go. */
type PlannedKill = { row: string; skip: number; fits: (place: Place, what: Doing) => boolean };

/** Where a process is when it is killed (K1 to K9, K11, K12). */
const KILLS: Readonly<Record<string, PlannedKill['fits']>> = {
  K1: (place, what) => what.kind === 'verb' && (place === 'statement' || place === 'committing'),
  K2: (place, what) => place === 'taken' && isSending(what),
  K3: (place, what) => place === 'calling' && isSending(what),
  K4: (place, what) => place === 'called' && isSending(what),
  K5: (place, what) => place === 'answered' && isSending(what),
  K6: (place, what) => what.kind === 'verb' && place === 'committed',
  /** In a callback before it is stored, with it stored and not looked at yet, and while it is being applied. */
  K7: (place, what) => what.kind === 'callback' && (place === 'statement' || place === 'committing'),
  K8: (place, what) => place === 'taken' && what.name === 'apply-callback',
  K9: (place, what) => what.name === 'apply-callback' && (place === 'statement' || place === 'committing'),
  K11: (place, what) => place === 'calling' && what.name === 'login',
  /** All workers die just when something is to be sent, and none is back before it may not be sent any more. */
  'K2 left lying': (place, what) =>
    place === 'committed' && what.kind === 'verb' && OPENS_OPERATIONS.has(what.name),
  K12: (place, what) => place === 'called' && what.name === 'close-batch',
  /** It lives and works on, but its sign of life is gone: the others take it for dead. */
  'sign of life lost': (place, what) => place === 'called' && isSending(what),
  anywhere: () => true,
};

/** Where, in a history with pages, a process is killed besides: over an answer about one, and over news of one. */
const PAGE_KILLS: Readonly<Record<string, PlannedKill['fits']>> = {
  'killed opening a page': (place, what) =>
    what.name === 'send-operation' && (place === 'statement' || place === 'committing'),
  'killed asking about a page': (place, what) => what.name === 'resolve-unknown' && place === 'answered',
  'killed writing what a page came to': (place, what) =>
    what.name === 'resolve-unknown' && (place === 'statement' || place === 'committing'),
  'killed taking news of a page': (place, what) =>
    what.name === 'hint' && (place === 'statement' || place === 'committing'),
  'killed before news of a page is looked at': (place, what) =>
    what.name === 'apply-callback' && place === 'taken',
};

/** Permissions of the verbs that write an operation for a worker to send. */
const OPENS_OPERATIONS: ReadonlySet<string> = new Set(['sale:start', 'refund:start', 'void:start']);

/** Where a process is when the database goes away; anywhere for an outage that is not here. */
const OUTAGES: Readonly<Record<string, PlannedKill['fits']>> = {
  'away before a commit': (place, what) => place === 'begun' && what.kind === 'verb',
  'away after an answer': (place, what) => place === 'answered' && what.kind === 'job',
  'away at a callback': (place, what) => place === 'begun' && what.kind === 'callback',
};

/** Puts an operation on the wire, or a step of a split sale. */
function isSending(what: Doing): boolean {
  return what.name === 'send-operation' || what.name === 'split-sale';
}

function drawPageKills(dice: Dice): PlannedKill[] {
  return Array.from({ length: dice.pick([0, 0, 1, 2]) }, () => {
    const row = dice.pick(Object.keys(PAGE_KILLS));
    return { row, skip: dice.int(0, 8), fits: PAGE_KILLS[row] ?? (() => false) };
  });
}

/** What goes wrong on our own side: processes die, the database goes away. All of it is rolled before the history begins. */
export class Accidents implements DatabaseFaults {
  readonly #world: World;
  readonly #dice: Dice;
  #kills: PlannedKill[];
  #outageAt: { row: string; skip: number; fits: PlannedKill['fits'] }[];
  readonly #breaksOf: number;

  constructor(world: World) {
    this.#world = world;
    this.#dice = world.dice.fork('accidents');
    const dice = this.#dice;
    this.#kills = Array.from({ length: dice.pick([0, 0, 1, 1, 2, 4]) }, () => {
      const row = dice.pick(Object.keys(KILLS));
      const most = row === 'anywhere' ? 300 : row === 'K1' || row === 'K9' ? 12 : 3;
      return { row, skip: dice.int(0, most), fits: KILLS[row] ?? (() => false) };
    });
    if (world.hasPages) this.#kills.push(...drawPageKills(dice.fork('pages')));
    this.#outageAt = Array.from({ length: dice.pick([0, 0, 0, 1, 1, 2]) }, () => {
      const row = dice.pick([
        'away before a commit',
        'away after an answer',
        'away at a callback',
        'full',
        'away',
      ]);
      const place = OUTAGES[row];
      return { row, fits: place ?? (() => true), skip: dice.int(0, place ? 3 : 300) };
    });
    this.#breaksOf = dice.pick([0, 0, 0.002, 0.01]);
  }

  /** A statement of the database may ask to be tried again. */
  breaksStatement(): '40P01' | '40001' | null {
    if (this.#isSpared() || this.#breaksOf === 0 || !this.#dice.chance(this.#breaksOf)) return null;
    hit(this.#world.coverage, 'deadlock');
    return this.#dice.pick(['40P01', '40001'] as const);
  }

  breaksCommit(): 'done' | 'undone' | null {
    if (this.#isSpared() || this.#breaksOf === 0 || !this.#dice.chance(this.#breaksOf)) return null;
    return this.#dice.pick(['done', 'undone'] as const);
  }

  onPlace(process: SimulatedProcess, place: Place, what: Doing): void {
    if (this.#isSpared()) return;
    for (const outage of this.#outageAt) {
      if (!outage.fits(place, what) || outage.skip-- > 0) continue;
      this.#outageAt = this.#outageAt.filter((other) => other !== outage);
      this.#breakDatabase(outage.row);
      break;
    }
    for (const kill of this.#kills) {
      if (!kill.fits(place, what) || kill.skip-- > 0) continue;
      this.#kills = this.#kills.filter((other) => other !== kill);
      hit(this.#world.coverage, kill.row);
      if (kill.row === 'sign of life lost') this.#world.database.forget(process);
      else if (kill.row === 'K2 left lying') this.#killWorkers();
      else this.#world.kill(process);
      return;
    }
  }

  #killWorkers(): void {
    for (const process of this.#world.processes.filter(({ kind }) => kind === 'worker'))
      this.#world.kill(process, this.#dice.int(25_000, 70_000));
  }

  #isSpared(): boolean {
    return this.#world.isCalm || this.#world.network.isDelicate;
  }

  #breakDatabase(row: string): void {
    const { database, scheduler, coverage } = this.#world;
    const ms = this.#dice.pick([300, 3000, 20_000, 55_000, 90_000]) * (0.5 + this.#dice.float());
    // On the next turn: a connection does not break in the middle of a line of ours.
    scheduler.after(0, () => {
      if (database.health !== 'up' || this.#isSpared()) return;
      hit(coverage, `database ${row}`);
      this.#world.trace(() => `the database is ${row} for ${Math.round(ms)} ms`);
      if (row === 'full') database.fillUp(ms);
      else database.goDown(ms);
    });
  }
}

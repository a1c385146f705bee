import type { Dice } from './random.ts';

type Event = { at: number; tie: number; order: number; run: () => void };

/**
 * Virtual time: what waits is an event in a queue, and the next one is run when nothing is left to do for the one before.
 * Events of the same instant are run in an order that the seed decides.
 */
export class Scheduler {
  /** Milliseconds since the history began. */
  now = 0;
  /** Events run so far. */
  count = 0;
  readonly #queue: Event[] = [];
  #turns = 0;
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  after(ms: number, run: () => void): void {
    this.count += 1;
    push(this.#queue, { at: this.now + Math.max(ms, 0), tie: this.#dice.float(), order: this.count, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs events until `isOver` says so, nothing is left, or the instant is past `until`. Throws what an event throws. */
  run(until: number, isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = () => {
        if (isOver()) return resolve();
        const event = this.#queue[0];
        if (!event || event.at > until) {
          this.now = until;
          return resolve();
        }
        pop(this.#queue);
        this.now = event.at;
        try {
          event.run();
        } catch (error) {
          return reject(error);
        }
        this.#soon(step);
      };
      setImmediate(step);
    });
  }

  /**
   * Runs the step when the event has had all its consequences: promises settle before a tick that one of them asked for, twice
   * for what itself waits for a tick. A turn of the whole loop would do too, but costs a tenth of a history: it asks the machine
   * each time whether anything has come, which now and then is enough.
   */
  #soon(step: () => void): void {
    if (++this.#turns % TURNS_OF_LOOP === 0) setImmediate(step);
    else queueMicrotask(() => process.nextTick(() => queueMicrotask(() => process.nextTick(step))));
  }
}

const TURNS_OF_LOOP = 1_000;

function isBefore(a: Event, b: Event): boolean {
  return a.at !== b.at ? a.at < b.at : a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;
}

function push(queue: Event[], event: Event): void {
  let at = queue.length;
  queue.push(event);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = queue[above];
    if (!parent || !isBefore(event, parent)) break;
    queue[at] = parent;
    at = above;
  }
  queue[at] = event;
}

function pop(queue: Event[]): void {
  const last = queue.pop();
  if (!last || queue.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    let least = last;
    let place = at;
    for (const child of [left, left + 1]) {
      const candidate = queue[child];
      if (candidate && isBefore(candidate, least)) {
        least = candidate;
        place = child;
      }
    }
    queue[at] = least;
    if (place === at) return;
    at = place;
  }
}

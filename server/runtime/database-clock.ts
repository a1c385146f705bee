import type { Clock, Wait } from '#server/kernel/time.ts';
import type { Log } from './log.ts';

/** What the database's time is read with, and what counts on between two readings: all handed in. */
export type DatabaseClockParts = {
  /** Epoch milliseconds, of the database. */
  readTime(): Promise<number>;
  /** Milliseconds of a timer that nobody can set. */
  steadyMs(): number;
  /** The machine's own clock, which is only compared. */
  machine: Clock;
  wait: Wait;
  log: Pick<Log, 'warn'>;
};

/** How often the database is asked again. */
const READ_EVERY_MS = 30_000;

/** So little is left as it is: time that is corrected all the while runs backwards now and then. */
const LEFT_ALONE_MS = 250;

/** An answer that took longer says too little about when it was true. */
const PROMPT_MS = 1_000;

/** From so much on somebody is told that a machine's clock is off (F15). */
const TOLD_FROM_MS = 30_000;

/**
 * Starts one clock for all processes: the database's, carried on by a timer that nobody can set. A machine whose clock is wrong or
 * jumps thus ends no waiting window before its time (F15, F16), and what two processes write is ordered. While the database does not
 * answer it goes on from the last reading. Throws when the database cannot be read at start.
 */
export async function startDatabaseClock(parts: DatabaseClockParts): Promise<{ clock: Clock; stop(): void }> {
  const { steadyMs, machine, wait, log } = parts;
  const first = await read(parts);
  let offsetMs = first.offsetMs;
  let isTold = false;
  let isStopped = false;
  const now = () => new Date(steadyMs() + offsetMs);
  const compare = () => {
    const aheadMs = Math.round(machine.now().getTime() - now().getTime());
    const isOff = Math.abs(aheadMs) > TOLD_FROM_MS;
    if (isOff && !isTold) log.warn({ aheadMs }, 'The clock of this machine is not the database’s');
    isTold = isOff;
  };
  const goOn = async () => {
    for (await wait(READ_EVERY_MS); !isStopped; await wait(READ_EVERY_MS)) {
      const found = await read(parts).catch(() => null);
      const isUsable = found !== null && found.tookMs <= PROMPT_MS;
      if (isUsable && Math.abs(found.offsetMs - offsetMs) > LEFT_ALONE_MS) offsetMs = found.offsetMs;
      compare();
    }
  };
  compare();
  void goOn();
  return {
    clock: { now },
    stop: () => {
      isStopped = true;
    },
  };
}

/** What is to be added to the steady timer: the answer is taken to be of the middle of the question. */
async function read({
  readTime,
  steadyMs,
}: DatabaseClockParts): Promise<{ offsetMs: number; tookMs: number }> {
  const askedMs = steadyMs();
  const timeMs = await readTime();
  const tookMs = steadyMs() - askedMs;
  return { offsetMs: timeMs - (askedMs + tookMs / 2), tookMs };
}

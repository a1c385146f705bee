import { setTimeout as delay } from 'node:timers/promises';
import type { Program } from './programs.ts';

/** Processes of one kind that are started again whenever they end. */
export type Crew = {
  /** Kills the process in a place outright and starts the next one after a while; false if none was running there. */
  kill(place: number, downMs: number): Promise<boolean>;
  /** Addresses of those that are ready. */
  addresses(): string[];
  /** Numbers of the processes that run. */
  pids(): number[];
  /** How long the last one took to be ready, in milliseconds. */
  startTookMs(): number;
  counts: { started: number; killed: number; notStarted: number; crashed: number };
  stop(): Promise<void>;
};

/** How long after an end of its own a process is started again, as a service manager would. */
const AGAIN_AFTER_MS = 300;

/** Starts a process in each place; resolves when all are ready. */
export async function startCrew(size: number, start: () => Program): Promise<Crew> {
  const places = Array.from({ length: size }, () => openPlace(start));
  await Promise.all(places.map((place) => place.firstReady));
  return {
    kill: async (place, downMs) => (await places[place]?.kill(downMs)) ?? false,
    addresses: () => places.flatMap((place) => place.address() ?? []),
    pids: () => places.flatMap((place) => place.pid() ?? []),
    startTookMs: () => Math.max(...places.map((place) => place.startTookMs())),
    get counts() {
      const sum = (read: (place: Place) => number) => places.reduce((all, place) => all + read(place), 0);
      return {
        started: sum((place) => place.counts.started),
        killed: sum((place) => place.counts.killed),
        notStarted: sum((place) => place.counts.notStarted),
        crashed: sum((place) => place.counts.crashed),
      };
    },
    stop: async () => void (await Promise.all(places.map((place) => place.stop()))),
  };
}

type Place = ReturnType<typeof openPlace>;

function openPlace(start: () => Program) {
  // A start fails by itself while the database is away; whoever was ready must never end by itself.
  const counts = { started: 0, killed: 0, notStarted: 0, crashed: 0 };
  let program: Program | null = null;
  let url: string | null = null;
  let isStopping = false;
  let isKilled = false;
  let pause = AGAIN_AFTER_MS;
  let startTookMs = 0;
  let becameReady: () => void = () => {};
  const firstReady = new Promise<void>((resolve) => {
    becameReady = resolve;
  });

  const run = async () => {
    while (!isStopping) {
      pause = AGAIN_AFTER_MS;
      isKilled = false;
      const startedAt = performance.now();
      const current = start();
      program = current;
      counts.started += 1;
      void current.ready.then((ready) => {
        if (!ready || program !== current) return;
        url = ready.url;
        startTookMs = performance.now() - startedAt;
        becameReady();
      });
      await current.exited;
      const wasReady = url !== null;
      program = null;
      url = null;
      if (isStopping) return;
      if (isKilled) counts.killed += 1;
      else if (wasReady) counts.crashed += 1;
      else counts.notStarted += 1;
      await delay(pause);
    }
  };
  const ended = run();

  return {
    counts,
    firstReady,
    address: () => url,
    pid: () => program?.pid() ?? null,
    startTookMs: () => startTookMs,
    async kill(downMs: number): Promise<boolean> {
      if (!program?.isRunning()) return false;
      isKilled = true;
      pause = downMs;
      program.kill();
      await program.exited;
      return true;
    },
    async stop(): Promise<void> {
      isStopping = true;
      program?.stop();
      await ended;
    },
  };
}

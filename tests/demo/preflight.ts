import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runningServer } from '#db/embedded-cluster.ts';
import { claim } from './claim.ts';
import { Obstacle } from './obstacle.ts';
import { type DemoSettings, PORT_VARIABLES, PORTS } from './settings.ts';

const BUILD_BYTES = 700e6;
const DATA_BYTES = 300e6;
/** How long a demo that was just killed may take to let go of its ports. */
const PATIENCE_MS = 12_000;
const POLL_MS = 100;

/**
 * Everything that can be known to stand in the way before the long work begins. Makes the data directory.
 * @throws Obstacle with one sentence saying what to change.
 */
export async function preflight(settings: DemoSettings, willBuild: boolean): Promise<void> {
  assertWritable(settings.directory);
  assertSpace(settings.directory, DATA_BYTES);
  if (willBuild) assertSpace(process.cwd(), BUILD_BYTES);
  await assertPortsFree(settings, claim(settings.directory) === 'after a crash' ? PATIENCE_MS : 0);
}

function assertWritable(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (cause) {
    if (isFull(cause)) throw diskFull(directory, DATA_BYTES);
    const sentence = `The demo may not write in ${directory}; give this user that right or set VEZNE_DATA to another place.`;
    throw new Obstacle(sentence, { cause });
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function assertSpace(directory: string, needed: number): void {
  const { bavail, bsize } = statfsSync(directory);
  if (bavail * bsize < needed) throw diskFull(directory, needed);
}

function diskFull(directory: string, needed: number): Obstacle {
  const megabytes = Math.round(needed / 1e6);
  return new Obstacle(
    `The disk that holds ${directory} is full: the demo needs ${megabytes} MB there; free some space.`,
  );
}

async function assertPortsFree(settings: DemoSettings, patienceMs: number): Promise<void> {
  const cluster = path.join(settings.directory, 'pg');
  const deadline = Date.now() + patienceMs;
  for (const key of PORTS) {
    const port = settings[key];
    while (await isTaken(port, PORT_VARIABLES[key])) {
      // Our own database, left behind by a demo that was killed outright, is ended by the next start.
      if (key === 'databasePort' && runningServer(cluster)?.port === port) break;
      if (Date.now() >= deadline) throw portTaken(port, PORT_VARIABLES[key]);
      await delay(POLL_MS);
    }
  }
}

/** Throws Obstacle when this user may not listen on it at all. */
function isTaken(port: number, variable: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else if (error.code === 'EACCES')
        reject(new Obstacle(`This user may not listen on port ${port}; set ${variable} to one above 1024.`));
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}

function portTaken(port: number, variable: string): Obstacle {
  return new Obstacle(
    `Port ${port} is used by another program; stop that one or set ${variable} to a free port.`,
  );
}

import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DATABASE } from '#db/embedded-credentials.ts';
import { migrate } from '#db/migrate.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import { type Bakery, bakeryAccounts, type Oven, plantBakery, watchOven } from './bakery.ts';
import { type Crew, startCrew } from './crew.ts';
import { startWatched, type WatchedDatabase } from './database.ts';
import { type Eyes, openEyes } from './eyes.ts';
import { type Line, openLine } from './line.ts';
import type { History, LineName } from './plan.ts';
import { type Complaints, startProgram } from './programs.ts';
import { type Provider, watchProvider } from './provider.ts';
import { clientsOf, plantTown, type Town } from './town.ts';

/** A real database, the providers' sandboxes, two workers and two portals, each in processes of its own. */
export type World = {
  config: Config;
  town: Town;
  provider: Provider;
  bakery: Bakery;
  oven: Oven;
  lines: Record<LineName, Line>;
  server: WatchedDatabase;
  /** Sets the clock of all our processes so many milliseconds ahead. */
  shiftClock(byMs: number): void;
  eyes: Eyes;
  workers: Crew;
  portals: Crew;
  database: string;
  complaints: Complaints;
  close(): Promise<void>;
};

/** How long a device takes when nothing is unusual. */
export const LATENCY_MS = 250;
/** How long a device keeps a sale open on which nobody pays, such as one whose start was never heard of. */
const OPEN_SALE_WAITS_MS = 6_000;

/**
 * The waits of the product, shortened in proportion: whatever a call may take with its login before and after it stays
 * below the waiting window.
 */
const WAITS = {
  SALE_DEADLINE_SECONDS: '3',
  CLOSE_DEADLINE_SECONDS: '3',
  READ_DEADLINE_SECONDS: '1',
  WAITING_WINDOW_SECONDS: '12',
  NOT_FOUND_GAP_SECONDS: '1',
  SESSION_DEADLINE_SECONDS: '2',
  CALLBACK_WINDOW_SECONDS: '6',
  DOUBT_WINDOW_SECONDS: '4',
};

/** Runs before each of our processes, so that its clock can be wrong. */
const PRELOAD = './tests/campaign/shift-clock.ts';

/** Builds the world for these histories, and so many terminals whose results are called back; everything in it ends with this process. */
export async function createWorld(histories: readonly History[], bakeryTills: number): Promise<World> {
  const directory = throwAwayDirectory('campaign');
  const complaints: Complaints = new Map();
  const closers: (() => Promise<void>)[] = [async () => rmSync(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const databasePort = await freePort();
    const options = {
      directory: path.join(directory, 'pg'),
      port: databasePort,
      durable: false,
      log: () => {},
    };
    const server = await startWatched(options);
    closers.push(server.stop);
    await migrate(server.ownerUrl);
    const sandboxes = await startSandboxes(directory, histories, bakeryTills, { complaints, closers });
    const provider = watchProvider(sandboxes.iyzico);
    closers.push(provider.close);
    const crews: { portals: Crew | null } = { portals: null };
    const { lines, second } = await openLines(
      databasePort,
      sandboxes,
      () => anyPortOf(crews.portals),
      closers,
    );
    const clock = path.join(directory, 'clock');
    const env = {
      ...environment(server.appUrl, lines, second),
      ...placesOf(directory),
      CAMPAIGN_CLOCK: clock,
    };
    const config = parseConfig(env);
    const { sealingKeys } = config;
    const town = await plantTown(server.ownerUrl, histories, {
      sandboxUrl: urlOf(lines.iyzico),
      sealingKeys,
    });
    const at = { url: urlOf(lines.interpay), secondUrl: urlOf(second), sealingKeys };
    const bakery = await plantBakery(server.ownerUrl, bakeryTills, at);
    const eyes = openEyes(server.ownerUrl);
    closers.push(eyes.close);
    const [workers, portals] = await Promise.all(
      ['server/jobs/main.ts', 'tests/campaign/portal.ts'].map((file) =>
        startCrew(2, () => startProgram(file, [], env, complaints, PRELOAD)),
      ),
    );
    if (!workers || !portals) throw new Error('A crew is missing');
    crews.portals = portals;
    closers.push(workers.stop, portals.stop);
    const shiftClock = (byMs: number) => {
      // In one step, so that nobody reads half of it.
      writeFileSync(`${clock}.new`, String(byMs));
      renameSync(`${clock}.new`, clock);
    };
    return {
      ...{ config, town, provider, bakery, lines, server, shiftClock, eyes, workers, portals },
      ...{ oven: watchOven(sandboxes.interpay), database: DATABASE, complaints, close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The port of one of the portals that are ready, in turn; null when none is. */
let turn = 0;
function anyPortOf(portals: Crew | null): number | null {
  const all = portals?.addresses() ?? [];
  turn += 1;
  const url = all[turn % Math.max(1, all.length)];
  return url === undefined ? null : Number(new URL(url).port);
}

function urlOf({ port }: Line): string {
  return `http://127.0.0.1:${port}`;
}

type Sandboxes = { iyzico: string; interpay: string; interpaySecond: string };

/** Everything our processes say to anybody goes through one of these, and so does what a provider calls back. */
async function openLines(
  databasePort: number,
  { iyzico, interpay, interpaySecond }: Sandboxes,
  anyPortal: () => number | null,
  closers: (() => Promise<void>)[],
): Promise<{ lines: Record<LineName, Line>; second: Line }> {
  const open = async (to: Parameters<typeof openLine>[0]) => {
    const line = await openLine(to);
    closers.push(line.close);
    return line;
  };
  const portOf = (url: string) => Number(new URL(url).port);
  const lines = {
    database: await open(databasePort),
    iyzico: await open(portOf(iyzico)),
    interpay: await open(portOf(interpay)),
    callbacks: await open(anyPortal),
  };
  return { lines, second: await open(portOf(interpaySecond)) };
}

async function startSandboxes(
  directory: string,
  histories: readonly History[],
  bakeryTills: number,
  { complaints, closers }: { complaints: Complaints; closers: (() => Promise<void>)[] },
): Promise<Sandboxes> {
  const start = async (name: 'iyzico' | 'interpay', config: object) => {
    const file = path.join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(config));
    const args = ['--port', String(await freePort()), '--config', file];
    const sandbox = startProgram(`tests/gateways/${name}/main.ts`, args, {}, complaints);
    closers.push(async () => {
      sandbox.stop();
      await sandbox.exited;
    });
    const ready = await sandbox.ready;
    if (!ready) throw new Error(`The sandbox did not start: ${[...complaints.keys()].join(' ')}`);
    return ready;
  };
  const settings = { latencyMs: LATENCY_MS, deviceWaitMs: 1_500, openSaleWaitMs: OPEN_SALE_WAITS_MS };
  const iyzico = await start('iyzico', { clients: clientsOf(histories), settings });
  const interpay = await start('interpay', bakeryAccounts(bakeryTills));
  return { iyzico: iyzico.url, interpay: interpay.url, interpaySecond: interpay.secondUrl ?? interpay.url };
}

/** Where our processes keep what is not in the database. */
function placesOf(directory: string): Record<string, string> {
  return { DATA_DIR: path.join(directory, 'data') };
}

function environment(appUrl: string, lines: Record<LineName, Line>, second: Line): Record<string, string> {
  const database = new URL(appUrl);
  database.port = String(lines.database.port);
  return {
    ...WAITS,
    DATABASE_URL: database.href,
    DATABASE_POOL: '8',
    PUBLIC_URL: urlOf(lines.callbacks),
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: [lines.iyzico, lines.interpay, second].map((line) => new URL(urlOf(line)).host).join(','),
    LOG_LEVEL: 'info',
  };
}

import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbedded } from '#db/embedded.ts';
import { DATABASE } from '#db/embedded-credentials.ts';
import { migrate } from '#db/migrate.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import { type Crew, startCrew } from './crew.ts';
import { type Eyes, openEyes } from './eyes.ts';
import { type Line, openLine } from './line.ts';
import type { History } from './plan.ts';
import { type Complaints, startProgram } from './programs.ts';
import { type Provider, watchProvider } from './provider.ts';
import { clientsOf, plantTown, type Town } from './town.ts';

/** A real database, the provider's sandbox, two workers and two portals, each in processes of its own. */
export type World = {
  config: Config;
  town: Town;
  provider: Provider;
  line: Line;
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
};

/** Builds the world for these histories; everything in it ends with this process. */
export async function createWorld(histories: readonly History[]): Promise<World> {
  const directory = throwAwayDirectory('campaign');
  const complaints: Complaints = new Map();
  const closers: (() => Promise<void>)[] = [async () => rmSync(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const databasePort = await freePort();
    const embedded = await startEmbedded({
      directory: path.join(directory, 'pg'),
      port: databasePort,
      durable: false,
      log: () => {},
    });
    closers.push(embedded.stop);
    await migrate(embedded.ownerUrl);
    const sandboxUrl = await startSandbox(directory, histories, complaints, closers);
    const provider = watchProvider(sandboxUrl);
    closers.push(provider.close);
    const line = await openLine(databasePort);
    closers.push(line.close);
    const env = environment(embedded.appUrl, line.port, sandboxUrl);
    const config = parseConfig(env);
    const town = await plantTown(embedded.ownerUrl, histories, {
      sandboxUrl,
      sealingKeys: config.sealingKeys,
    });
    const eyes = openEyes(embedded.ownerUrl);
    closers.push(eyes.close);
    const [workers, portals] = await Promise.all(
      ['server/jobs/main.ts', 'tests/campaign/portal.ts'].map((file) =>
        startCrew(2, () => startProgram(file, [], env, complaints)),
      ),
    );
    if (!workers || !portals) throw new Error('A crew is missing');
    closers.push(workers.stop, portals.stop);
    return { config, town, provider, line, eyes, workers, portals, database: DATABASE, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startSandbox(
  directory: string,
  histories: readonly History[],
  complaints: Complaints,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const config = path.join(directory, 'clients.json');
  const settings = { latencyMs: LATENCY_MS, deviceWaitMs: 1_500, openSaleWaitMs: OPEN_SALE_WAITS_MS };
  writeFileSync(config, JSON.stringify({ clients: clientsOf(histories), settings }));
  const sandbox = startProgram(
    'tests/gateways/iyzico/main.ts',
    ['--port', String(await freePort()), '--config', config],
    {},
    complaints,
  );
  closers.push(async () => {
    sandbox.stop();
    await sandbox.exited;
  });
  const ready = await sandbox.ready;
  if (!ready) throw new Error(`The sandbox did not start: ${[...complaints.keys()].join(' ')}`);
  return ready.url;
}

function environment(appUrl: string, linePort: number, sandboxUrl: string): Record<string, string> {
  const database = new URL(appUrl);
  database.port = String(linePort);
  return {
    ...WAITS,
    DATABASE_URL: database.href,
    DATABASE_POOL: '8',
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    OUTGOING_HOSTS: new URL(sandboxUrl).host,
    LOG_LEVEL: 'info',
  };
}

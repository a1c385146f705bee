import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { type EmbeddedDatabase, startEmbedded } from '#db/embedded.ts';
import { EmbeddedProblem } from '#db/embedded-problem.ts';
import { migrate } from '#db/migrate.ts';
import type { SandboxAddresses } from '#db/seeds/insert-world.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { announcement } from './announcement.ts';
import { buildPortal, isBuilt } from './build.ts';
import { release } from './claim.ts';
import { Obstacle } from './obstacle.ts';
import { preflight } from './preflight.ts';
import { type DemoSecrets, keptSecrets } from './secrets.ts';
import {
  type Service,
  startAuthenticatorPage,
  startMailbox,
  startPortal,
  startSandbox,
  whenReady,
} from './services.ts';
import { type DemoSettings, PORT_VARIABLES, readSettings } from './settings.ts';
import { Shutdown } from './shutdown.ts';
import { drawnTerminals, fillWorld, sandboxConfigs, signIns, totpOwners, WORLD_EDITION } from './world.ts';

/** Settings of the portal that may be given to the demo from outside. */
const HANDED_ON = /^(LOG_LEVEL|DATABASE_POOL|WRONG_TRIES_PER_ADDRESS|[A-Z_]+_SECONDS)$/;

/** A portal that ended sooner than this would only end again. */
const STAYS_UP_MS = 5_000;

const shutdown = new Shutdown();

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  stopWhenAsked(settings);
  try {
    await start(settings);
  } catch (error) {
    // What fails because it is being stopped is no news.
    if (shutdown.isStopping) return;
    say(sentenceFor(error));
    await end(settings, 1);
  }
}

async function start(settings: DemoSettings): Promise<void> {
  const { directory } = settings;
  const willBuild = !isBuilt();
  await preflight(settings, willBuild);
  if (willBuild) await build();
  const secrets = keptSecrets(directory);
  const database = await startDatabase(settings);
  const running = await startSandboxes(settings);
  const env = portalEnvironment(settings, database, secrets);
  const sandboxes = addressesOf(settings);
  await prepareData(settings, database, sandboxes, parseConfig(env));
  const openPortal = async () => {
    const started = startPortal({
      port: settings.portalPort,
      env,
      logDirectory: path.join(directory, 'logs'),
    });
    shutdown.add(started);
    await whenReady(started, `${started.url}/api/internal/health`);
    return started;
  };
  const portal = await openPortal();
  const terminals = drawnTerminals(sandboxes);
  const payersUrl = `${sandboxes.onlineUrl}/sim/payments`;
  const mailUrl = `http://127.0.0.1:${settings.mailPort}`;
  const codesUrl = `http://127.0.0.1:${settings.authenticatorPort}`;
  const world = {
    ...{ portalUrl: portalUrlOf(settings), signIns: signIns(), terminals, payersUrl, mailUrl, codesUrl },
    directory,
  };
  say(announcement(world));
  await Promise.race([...running.map(({ crashed }) => crashed), keepRunning(portal, openPortal)]);
}

/**
 * A portal that is killed from outside is started again, as a service manager would: what was on a terminal meanwhile must
 * find its end. One that cannot stay up is an error.
 */
async function keepRunning(portal: Service, open: () => Promise<Service>): Promise<never> {
  for (let current = portal; ; ) {
    const startedAt = Date.now();
    try {
      await current.crashed;
    } catch (error) {
      if (shutdown.isStopping || Date.now() - startedAt < STAYS_UP_MS) throw error;
      say('The portal was ended from outside; starting it again …');
      current = await open();
      say('  Vezne runs again.');
    }
  }
}

async function build(): Promise<void> {
  say('Building the portal, which takes a minute after every change …');
  let printed = '';
  const keep = (text: string) => {
    printed += `${text}\n`;
  };
  try {
    await buildPortal(keep, (child) =>
      shutdown.add({
        stop: async () => {
          child.stop();
          await child.exited;
        },
        kill: child.kill,
      }),
    );
  } catch (error) {
    if (!shutdown.isStopping) say(printed);
    throw error;
  }
}

async function startDatabase(settings: DemoSettings): Promise<EmbeddedDatabase> {
  const database = await startEmbedded({
    directory: path.join(settings.directory, 'pg'),
    port: settings.databasePort,
    durable: !settings.isThrowAway,
    log: () => undefined,
  });
  shutdown.add({ stop: database.stop, kill: () => undefined });
  return database;
}

/** The sandboxes of all providers, ready to be asked. */
async function startSandboxes(settings: DemoSettings): Promise<Service[]> {
  const { gatewayPort, interpayPort, interpaySecondPort, onlinePort } = settings;
  return Promise.all([
    openSandbox(settings, 'iyzico', { port: gatewayPort, secondPort: null }, '_sandbox/devices'),
    openSandbox(settings, 'interpay', { port: interpayPort, secondPort: interpaySecondPort }, 'sim/devices'),
    openSandbox(settings, 'pay-with-iyzico', { port: onlinePort, secondPort: null }, 'sim'),
    openMailbox(settings),
    openAuthenticator(settings),
  ]);
}

async function openMailbox({ mailPort, smtpPort, directory }: DemoSettings): Promise<Service> {
  const logDirectory = path.join(directory, 'logs');
  const mailbox = startMailbox({ port: mailPort, smtpPort, logDirectory });
  shutdown.add(mailbox);
  await whenReady(mailbox, mailbox.url);
  return mailbox;
}

async function openAuthenticator({ authenticatorPort: port, directory }: DemoSettings): Promise<Service> {
  const configFile = path.join(directory, 'authenticator.json');
  writeFileSync(configFile, JSON.stringify(totpOwners(), null, 2));
  const page = startAuthenticatorPage({ port, configFile, logDirectory: path.join(directory, 'logs') });
  shutdown.add(page);
  await whenReady(page, page.url);
  return page;
}

async function openSandbox(
  settings: DemoSettings,
  provider: keyof typeof sandboxConfigs,
  ports: { port: number; secondPort: number | null },
  page: string,
): Promise<Service> {
  const { directory } = settings;
  const configFile = path.join(directory, `${provider}-sandbox.json`);
  const dataFile = path.join(directory, `${provider}-sandbox.data`);
  if (!isFilled(settings)) rmSync(dataFile, { force: true });
  writeFileSync(configFile, JSON.stringify(sandboxConfigs[provider](portalUrlOf(settings)), null, 2));
  const logDirectory = path.join(directory, 'logs');
  const sandbox = startSandbox({ provider, ...ports, configFile, dataFile, logDirectory });
  shutdown.add(sandbox);
  await whenReady(sandbox, `${sandbox.url}/${page}`);
  return sandbox;
}

function portalUrlOf({ portalPort }: DemoSettings): string {
  // By name: passkeys belong to a name, never to a number (WebAuthn §5.1.2).
  return `http://localhost:${portalPort}`;
}

function addressesOf({
  gatewayPort,
  interpayPort,
  interpaySecondPort,
  onlinePort,
}: DemoSettings): SandboxAddresses {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    gatewayUrl: at(gatewayPort),
    interpay: { url: at(interpayPort), secondUrl: at(interpaySecondPort) },
    onlineUrl: at(onlinePort),
  };
}

/** Migrates, and fills the world once. A first filling that was interrupted is begun again from nothing. */
async function prepareData(
  settings: DemoSettings,
  { ownerUrl }: EmbeddedDatabase,
  sandboxes: SandboxAddresses,
  config: Config,
): Promise<void> {
  const isReady = isFilled(settings);
  if (!isReady) await emptyDatabase(ownerUrl);
  await migrate(ownerUrl);
  if (!isReady) say('Making two merchants and 90 days of history …');
  await fillWorld({ ownerUrl, sandboxes, config, now: new Date() });
  writeFileSync(fillMark(settings), WORLD_EDITION);
}

/** A world of an earlier edition is made anew. */
function isFilled(settings: DemoSettings): boolean {
  const mark = fillMark(settings);
  return existsSync(mark) && readFileSync(mark, 'utf8') === WORLD_EDITION;
}

function fillMark({ directory }: DemoSettings): string {
  return path.join(directory, 'filled');
}

async function emptyDatabase(ownerUrl: string): Promise<void> {
  const maintenance = new URL(ownerUrl);
  const name = maintenance.pathname.slice(1);
  maintenance.pathname = 'postgres';
  const sql = postgres(maintenance.href, { max: 1, onnotice: () => undefined });
  try {
    await sql`drop database ${sql(name)} with (force)`;
    await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
}

function portalEnvironment(
  settings: DemoSettings,
  { appUrl }: EmbeddedDatabase,
  secrets: DemoSecrets,
): Record<string, string> {
  const { gatewayPort, interpayPort, interpaySecondPort, onlinePort } = settings;
  const handedOn = Object.entries(process.env).filter(([name]) => HANDED_ON.test(name));
  return {
    ...Object.fromEntries(handedOn.map(([name, value]) => [name, value ?? ''])),
    DATABASE_URL: appUrl,
    // Empty means "not set": a person's own .env must not reach into the demo. The owner's address stays here, where
    // the migration is done.
    DATABASE_OWNER_URL: '',
    DATABASE_DIRECT_URL: '',
    PUBLIC_URL: portalUrlOf(settings),
    AUTH_SECRET: secrets.authSecret,
    SEALING_KEYS: secrets.sealingKeys,
    AUDIT_KEY: secrets.auditKey,
    OUTGOING_HOSTS: [gatewayPort, interpayPort, interpaySecondPort, onlinePort]
      .map((port) => `127.0.0.1:${port}`)
      .join(','),
    MAIL_URL: `smtp://127.0.0.1:${settings.smtpPort}`,
    MAIL_FROM: 'slip@demo.vezne.test',
    DATA_DIR: path.join(settings.directory, 'portal'),
    // Whoever counts rows has nobody else change any meanwhile.
    WORKER: process.env.VEZNE_WORKER ?? 'inline',
  };
}

function stopWhenAsked(settings: DemoSettings): void {
  const ask = () => void end(settings, 0);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  // The runner that started us was killed outright.
  process.on('disconnect', ask);
  process.channel?.unref();
  // A terminal that was closed takes no more words.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

async function end(settings: DemoSettings, code: number): Promise<void> {
  if (!shutdown.isStopping && code === 0) say('\nStopping …');
  await shutdown.ask(Date.now());
  release(settings.directory);
  if (settings.isThrowAway) rmSync(settings.directory, { recursive: true, force: true });
  process.exit(code);
}

function sentenceFor(error: unknown): string {
  if (error instanceof EmbeddedProblem) {
    const hint = error.kind === 'port_in_use' ? ` Set ${PORT_VARIABLES.databasePort} to a free port.` : '';
    return error.message + hint;
  }
  if (error instanceof Obstacle) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return 'The disk is full; free some space.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  await main();
} catch (error) {
  say(sentenceFor(error));
  process.exitCode = 1;
}

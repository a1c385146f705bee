// What every npm script that needs the packages starts with: `node tests/setup/run.mjs <entry.ts> [arguments]`.
// Plain JavaScript that runs on any Node from 20 on with nothing installed: it installs what package-lock.json says,
// then hands over to the entry on a Node that runs TypeScript.
import { spawn } from 'node:child_process';
import { accessSync, existsSync, constants as file, readFileSync, statfsSync } from 'node:fs';
import { constants as os } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const MODULES = path.join(ROOT, 'node_modules');
const BIN = path.join(MODULES, '.bin');
const INSTALLED_BYTES = 1.3e9;

/** Something a person has to put right; the message is the one sentence that says what. */
class Obstacle extends Error {}

function assertUsable() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Obstacle(`Vezne needs Node 20 or newer to start; this is ${process.version}.`);
  }
  try {
    accessSync(ROOT, file.W_OK);
  } catch {
    throw new Obstacle(
      `Vezne needs to write in ${ROOT}, and this user may not; give it that right or copy the checkout.`,
    );
  }
}

/** npm keeps a record of what it finished installing; anything that differs from the lock file means "install". */
function isInstalled() {
  const wanted = packagesIn(path.join(ROOT, 'package-lock.json'));
  const present = packagesIn(path.join(MODULES, '.package-lock.json'));
  if (wanted === undefined)
    throw new Obstacle(`${ROOT} has no readable package-lock.json; it is not a whole checkout.`);
  if (present === undefined) return false;
  const hasAll = Object.entries(wanted).every(([place, one]) => {
    if (place === '') return true;
    const there = present[place];
    return there === undefined
      ? one.optional === true
      : there.version === one.version && there.integrity === one.integrity;
  });
  return hasAll && Object.entries(present).every(([place, one]) => place in wanted && fitsThisMachine(one));
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function fitsThisMachine({ os: systems, cpu: processors }) {
  const fits = (list, mine) =>
    list === undefined || list.includes(mine) || list.every((one) => one.startsWith('!'));
  return fits(systems, process.platform) && fits(processors, process.arch);
}

async function install() {
  const { bavail, bsize } = statfsSync(ROOT);
  if (!existsSync(MODULES) && bavail * bsize < INSTALLED_BYTES) {
    throw new Obstacle(
      `The packages need 1.3 GB and the disk that holds ${ROOT} is fuller than that; free some space.`,
    );
  }
  const startedAt = Date.now();
  const progress = showProgress(startedAt);
  const { code, problem } = await npmCi().finally(() => progress.end());
  if (code !== 0) throw new Obstacle(sentenceFor(problem));
  process.stdout.write(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`);
}

function npmCi() {
  // The Node in node_modules is about to be replaced, so npm must run on the machine's own.
  const others = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((entry) => path.resolve(entry) !== BIN);
  const env = { ...process.env, PATH: others.join(path.delimiter) };
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  return new Promise((resolve) => {
    const npm = spawn('npm', flags, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let problem = '';
    npm.stderr.setEncoding('utf8').on('data', (text) => {
      problem = (problem + text).slice(-20_000);
      process.stderr.write(text);
    });
    for (const signal of FORWARDED) {
      process.once(signal, () => {
        npm.kill(signal);
        npm.once('close', () => process.exit(128 + os.signals[signal]));
      });
    }
    npm.once('error', (error) => resolve({ code: 127, problem: `npm ${error.code}` }));
    npm.once('close', (code) => resolve({ code, problem }));
  });
}

function showProgress(startedAt) {
  const line = 'Installing packages (only when package-lock.json changed)';
  if (!process.stdout.isTTY) {
    process.stdout.write(`${line} …\n`);
    return { end: () => undefined };
  }
  const draw = () => process.stdout.write(`\r${line} … ${Math.round((Date.now() - startedAt) / 1000)} s`);
  draw();
  const timer = setInterval(draw, 1000);
  return {
    end: () => {
      clearInterval(timer);
      process.stdout.write('\r\x1b[K');
    },
  };
}

function sentenceFor(problem) {
  if (problem === 'npm ENOENT') return 'npm was not found; it comes with Node from https://nodejs.org.';
  if (/ENOSPC|EDQUOT/.test(problem))
    return 'The packages could not be installed because the disk is full; free some space.';
  if (/EACCES|EPERM|EROFS/.test(problem))
    return 'The packages could not be installed for want of write permission, see above.';
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH/.test(problem)) {
    return 'The packages could not be installed because the package registry cannot be reached.';
  }
  return 'The packages could not be installed; npm says above why.';
}

/** On Linux a Node 24 comes with the packages; elsewhere the machine's must run TypeScript by itself. */
function nodeForTypeScript() {
  const bundled = path.join(BIN, 'node');
  if (existsSync(bundled)) return bundled;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Obstacle(
    `On this system Vezne needs Node 22.18 or newer, and this is ${process.version}; get it from https://nodejs.org.`,
  );
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function handOver(entry, args) {
  const env = {
    ...process.env,
    PATH: [BIN, process.env.PATH].join(path.delimiter),
    NEXT_TELEMETRY_DISABLED: '1',
  };
  // The channel is never spoken over: its end tells the entry that we are gone, killed outright included.
  const child = spawn(nodeForTypeScript(), [path.join(ROOT, entry), ...args], {
    cwd: ROOT,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.once('error', (error) => fail(new Obstacle(`${entry} could not be started: ${error.message}.`)));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + os.signals[signal]));
}

/** When npm started us and is killed outright, nobody tells us; only our parent changes. */
function stopWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) child.kill('SIGTERM');
  }, 500).unref();
}

function fail(error) {
  process.stderr.write(`${error instanceof Obstacle ? error.message : error.stack}\n`);
  process.exit(1);
}

try {
  const [entry, ...args] = process.argv.slice(2);
  if (entry === undefined) throw new Obstacle('Usage: node tests/setup/run.mjs <entry.ts> [arguments]');
  assertUsable();
  if (!isInstalled()) await install();
  handOver(entry, args);
} catch (error) {
  fail(error);
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';
import { Obstacle } from './obstacle.ts';

const SOURCES = ['app', 'components', 'db', 'public', 'server'];
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'next.config.ts', 'postcss.config.mjs', 'proxy.ts'];
const STAMP = '.next/vezne-sources';

/** True when `.next` holds a complete build of exactly these sources. */
export function isBuilt(): boolean {
  return existsSync('.next/BUILD_ID') && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashOfSources();
}

/**
 * Runs `next build` whatever is there, and notes what it was made from.
 * @param onOutput gets what the build prints, as it comes.
 * @param onStart gets the process, so that a caller that is told to stop can stop it.
 * @throws Obstacle when it fails.
 */
export async function buildPortal(
  onOutput: (text: string) => void,
  onStart: (process: TiedProcess) => void = () => undefined,
): Promise<void> {
  const hash = hashOfSources();
  const build = spawnTied(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    signal: 'TERM',
    cwd: process.cwd(),
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  onStart(build);
  let output = '';
  for (const stream of [build.stdout, build.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-50_000);
      onOutput(text.trimEnd());
    });
  }
  const code = await build.exited;
  if (code !== 0) throw new Obstacle(whyNot(output));
  writeFileSync(STAMP, hash);
}

function whyNot(output: string): string {
  if (/ENOSPC|No space left/.test(output)) return 'The portal cannot be built because the disk is full.';
  if (/EACCES|EROFS|Permission denied/.test(output)) {
    return 'The portal cannot be built because this user may not write in .next; remove that directory.';
  }
  return 'The portal could not be built; the reason is above.';
}

/** By content: a checkout or a copy touches every file's time without changing anything. */
function hashOfSources(): string {
  const hash = createHash('sha256');
  const settings = SETTINGS.filter((file) => existsSync(file));
  for (const file of [...settings, ...instrumentation(), ...SOURCES.flatMap(filesBelow)]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function instrumentation(): string[] {
  return readdirSync('.').filter((name) => name.startsWith('instrumentation'));
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .map((name) => path.join(directory, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

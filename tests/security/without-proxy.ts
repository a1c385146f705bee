import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';
import { buildPortal } from '../demo/build.ts';

// Takes `proxy.ts` away from a copy of the tree, builds that, and has everybody who knocks by hand knock there: what they
// are refused may not hang on it. What was built is looked at too: that it was there would make all of this prove nothing.

const LEFT_BEHIND = new Set(['.git', '.next', '.data', 'node_modules', 'test-results', 'proxy.ts']);

const copy = mkdtempSync(path.join(tmpdir(), 'vezne-without-proxy-'));
const home = process.cwd();
let code = 1;
let current: TiedProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => current?.stop());
try {
  cpSync(process.cwd(), copy, {
    recursive: true,
    filter: (from) => !LEFT_BEHIND.has(path.relative('.', from)),
  });
  rmSync(path.join(copy, 'tests/proxy.test.ts'));
  linkModules(path.join(copy, 'node_modules'));
  process.chdir(copy);
  // Before the tests: they wait five minutes for a portal, and a busy machine builds one for longer.
  await buildPortal(
    (text) => process.stdout.write(`${text}\n`),
    (build) => {
      current = build;
    },
  );
  const node = path.join(copy, 'node_modules/.bin');
  const tests = spawnTied('playwright', ['test', 'tests/e2e/doors.spec.ts'], {
    signal: 'INT',
    cwd: copy,
    env: { ...process.env, CI: 'true', PATH: [node, process.env.PATH].join(path.delimiter) },
  });
  current = tests;
  tests.stdout.pipe(process.stdout, { end: false });
  tests.stderr.pipe(process.stderr, { end: false });
  code = (await tests.exited) || (hasProxy(path.join(copy, '.next/server')) ? 1 : 0);
} finally {
  process.chdir(home);
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = code;

/** Whether a build has anything that runs before its routes; what was not built has not shown that it has nothing. */
function hasProxy(build: string): boolean {
  const functions = path.join(build, 'functions-config-manifest.json');
  if (!existsSync(functions)) return true;
  const found =
    existsSync(path.join(build, 'middleware.js')) || readFileSync(functions, 'utf8').includes('/_middleware');
  process.stdout.write(`The build ${found ? 'HAS a proxy' : 'has no proxy'}.\n`);
  return found;
}

/** The packages under another name, without a second copy of them where the file system can do that. */
function linkModules(place: string): void {
  if (spawnSync('cp', ['-al', 'node_modules', place], { stdio: 'ignore' }).status === 0) return;
  rmSync(place, { recursive: true, force: true });
  const copied = spawnSync('cp', ['-a', 'node_modules', place], { stdio: 'inherit' });
  if (copied.status !== 0) throw new Error('The packages could not be copied');
}

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';
import { buildPortal } from './demo/build.ts';
import { chromiumInstallCommand, findChromium } from './support/chromium.ts';

/** How many of a step's tests passed and failed; a step that is one check counts as one test. */
interface Count {
  passed: number;
  failed: number;
}

interface Step {
  name: string;
  run: () => Promise<Count>;
  /** The step without whose success this one has nothing to work on. */
  needs?: string;
}

const REPORTS = path.resolve('test-results/reports');
const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };

const CHECKS: Step[] = [
  { name: 'types', run: () => check('next typegen', 'tsc --noEmit') },
  { name: 'lint and format', run: () => check('biome check --colors=off .') },
  { name: 'unused code', run: () => check('knip') },
];

const TESTS: Step[] = [
  { name: 'unit tests', run: () => vitest('unit') },
  {
    name: 'histories',
    run: () => check('node tests/simulation/main.ts --from 101 --fixed 300 --random 100'),
  },
  { name: 'integration tests', run: () => vitest('integration') },
  { name: 'campaign', run: () => check('node tests/campaign/main.ts --histories 12 --seed short') },
  { name: 'build', run: build },
  { name: 'weight of pages', run: () => check('node tests/weight/main.ts'), needs: 'build' },
  { name: 'hostile requests', run: () => check('node tests/hostile/main.ts 400'), needs: 'build' },
  { name: 'browser tests', run: playwright, needs: 'build' },
];

let current: TiedProcess | undefined;

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, abandon);
  process.once('disconnect', abandon);
  process.channel?.unref();
  mkdirSync(REPORTS, { recursive: true });
  const total = await runSteps(process.argv[2] === 'check' ? CHECKS : [...CHECKS, ...TESTS]);
  say(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function runSteps(steps: readonly Step[]): Promise<Count> {
  const total: Count = { passed: 0, failed: 0 };
  const broken = new Set<string>();
  const summary: string[] = [];
  for (const step of steps) {
    say(`\n── ${step.name} ${'─'.repeat(Math.max(3, 60 - step.name.length))}`);
    const startedAt = performance.now();
    const count = await runStep(step, broken);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (count.failed > 0) broken.add(step.name);
    total.passed += count.passed;
    total.failed += count.failed;
    summary.push(`${count.failed > 0 ? '✗' : '✓'} ${step.name.padEnd(18)} ${seconds.padStart(6)} s`);
    say(summary.at(-1) ?? '');
  }
  say(`\n${summary.join('\n')}\n`);
  return total;
}

async function runStep(step: Step, broken: ReadonlySet<string>): Promise<Count> {
  if (step.needs !== undefined && broken.has(step.needs)) {
    say(`Not run, because the step "${step.needs}" failed.`);
    return FAILED;
  }
  return step.run();
}

async function check(...commandLines: string[]): Promise<Count> {
  for (const commandLine of commandLines) {
    const [command = '', ...args] = commandLine.split(' ');
    if ((await execute(command, args)) !== 0) return FAILED;
  }
  return PASSED;
}

async function vitest(project: 'unit' | 'integration'): Promise<Count> {
  const file = freshReport(`${project}.json`);
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await execute('vitest', ['run', '--project', project, ...reports]);
  const { numPassedTests, numFailedTests } = readReport(file);
  return counted(code, numPassedTests, numFailedTests);
}

async function build(): Promise<Count> {
  try {
    await buildPortal(say, track);
    return PASSED;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return FAILED;
  }
}

async function playwright(): Promise<Count> {
  await installChromiumWhereAllowed();
  if (findChromium() === undefined) {
    say(`There is no Chromium for the browser tests; this installs one: ${chromiumInstallCommand()}`);
    return FAILED;
  }
  const file = freshReport('e2e.json');
  const code = await execute('playwright', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const stats = Object(readReport(file).stats);
  return counted(code, stats.expected, Number(stats.unexpected) + Number(stats.flaky));
}

/** Only a CI machine, as root, may be given a browser unasked; a person is told the line instead. */
async function installChromiumWhereAllowed(): Promise<void> {
  if (findChromium() !== undefined || process.env.CI !== 'true' || process.getuid?.() !== 0) return;
  say('There is no Chromium here; installing one.');
  await execute('/bin/sh', ['-c', chromiumInstallCommand()], { DEBIAN_FRONTEND: 'noninteractive' });
}

/** A run that broke outside its tests, or wrote no report, is one failure more than it counted itself. */
function counted(code: number, passed: unknown, failed: unknown): Count {
  const count = { passed: Number(passed) || 0, failed: Number(failed) || 0 };
  if (code !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

function freshReport(name: string): string {
  const file = path.join(REPORTS, name);
  rmSync(file, { force: true });
  return file;
}

function readReport(file: string): Record<string, unknown> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

async function execute(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawnTied(command, args, {
    signal: 'INT',
    cwd: process.cwd(),
    env: { ...process.env, ...colour, ...env },
  });
  track(child);
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return child.exited;
}

function track(child: TiedProcess): void {
  current = child;
}

async function abandon(): Promise<void> {
  current?.stop();
  await current?.exited;
  process.exit(130);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();

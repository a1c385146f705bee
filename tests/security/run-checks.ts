import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';
import { buildPortal, isBuilt } from '../demo/build.ts';
import { type Check, type Runner, runnerOf } from './check.ts';
import type { Ran, RanTest } from './judge.ts';

const REPORTS = path.resolve('test-results/security');

let current: TiedProcess | undefined;

/** Ends what is being run. */
export async function abandonChecks(): Promise<void> {
  current?.stop();
  await current?.exited;
}

/** Runs everything the checks name, each file and command once, and says what became of it. */
export async function runChecks(checks: readonly Check[], say: (text: string) => void): Promise<Ran> {
  const files = [...new Set(checks.flatMap((check) => (check.kind === 'tests' ? [check.file] : [])))].sort();
  const lines = [...new Set(checks.flatMap((check) => (check.kind === 'command' ? [check.line] : [])))];
  mkdirSync(REPORTS, { recursive: true });
  const of = (runner: Runner) => files.filter((file) => runnerOf(file) === runner);
  // Tests of the bundles look into the build, and commands start it.
  if (!isBuilt()) await buildPortal(say, track);
  const tests = [
    ...(await vitest('unit', of('unit'))),
    ...(await vitest('integration', of('integration'))),
    ...(await playwright(of('browser'))),
  ];
  const commands = new Map<string, number>();
  for (const line of lines) {
    say(`\n$ ${line}`);
    const [program = '', ...args] = line.split(' ');
    commands.set(line, await execute(program, args));
  }
  return { tests, commands };
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

async function vitest(project: 'unit' | 'integration', files: readonly string[]): Promise<RanTest[]> {
  if (files.length === 0) return [];
  const report = freshReport(`${project}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  await execute('vitest', ['run', '--project', project, ...reporters, ...files]);
  if (!existsSync(report)) return [];
  const { testResults } = vitestReport.parse(JSON.parse(readFileSync(report, 'utf8')));
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      file: path.relative(process.cwd(), name),
      title: fullName,
      passed: status === 'passed',
    })),
  );
}

const suite = z.object({
  file: z.string(),
  specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })),
  get suites() {
    return z.array(suite).optional();
  },
});
const playwrightReport = z.object({ suites: z.array(suite) });

async function playwright(files: readonly string[]): Promise<RanTest[]> {
  if (files.length === 0) return [];
  const report = freshReport('browser.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report, CI: 'true' };
  await execute('playwright', ['test', '--reporter=dot,json', ...files], env);
  if (!existsSync(report)) return [];
  return playwrightReport.parse(JSON.parse(readFileSync(report, 'utf8'))).suites.flatMap(testsOf);
}

function testsOf({ file, specs, suites = [] }: z.infer<typeof suite>): RanTest[] {
  return [
    ...specs.map(({ title, tests }) => ({
      ...{ file: `tests/e2e/${file}`, title },
      // The report calls a test that was skipped «ok»: that shows nothing.
      passed: tests.length > 0 && tests.every(({ status }) => status === 'expected'),
    })),
    ...suites.flatMap(testsOf),
  ];
}

function freshReport(name: string): string {
  const file = path.join(REPORTS, name);
  rmSync(file, { force: true });
  return file;
}

async function execute(program: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawnTied(program, args, {
    signal: 'INT',
    cwd: process.cwd(),
    env: { ...process.env, ...env },
  });
  track(child);
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return child.exited;
}

function track(child: TiedProcess): void {
  current = child;
}

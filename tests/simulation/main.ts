import { parseArgs } from 'node:util';
import { REQUIRED } from './coverage.ts';
import { liveAll, type Result } from './crew.ts';
import { PLANTS } from './plants.ts';

const PROCESSES = 2;
/** A planted bug that so many histories do not notice counts as not caught. */
const HISTORIES_PER_PLANT = 600;

const { values: options } = parseArgs({
  options: {
    histories: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    fixed: { type: 'string' },
    random: { type: 'string', default: '0' },
    plant: { type: 'string' },
  },
});

async function main(): Promise<boolean> {
  if (options.plant !== undefined && options.seed === undefined) return plantBugs(options.plant);
  if (options.seed !== undefined) return replay(Number(options.seed));
  const fixed = Number(options.fixed ?? options.histories ?? 300);
  const from = Number(options.from);
  const random = Array.from(
    { length: Number(options.random) },
    () => 1_000_000 + Math.floor(Math.random() * 1e12),
  );
  const seeds = [...Array.from({ length: fixed }, (_, at) => from + at), ...random];
  const startedAt = performance.now();
  const result = await liveAll(seeds, {
    processes: PROCESSES,
    stopsAtFirst: false,
    onProgress: (lived, broken) => progress(lived, seeds.length, broken, startedAt),
  });
  return summarise(result, startedAt, options.fixed !== undefined);
}

/** Lives one history here, with its trace if wished. */
async function replay(seed: number): Promise<boolean> {
  if (options.plant !== undefined) {
    process.env.SIMULATION_PLANT = options.plant;
    await import('./plant-loader.ts');
  }
  const { liveHistory } = await import('./history.ts');
  const { forbidRealTime } = await import('./virtual-time.ts');
  forbidRealTime();
  const { broken, events, operations } = await liveHistory(seed, new Map(), options.trace ? say : null);
  if (broken) say(`seed ${seed}: ${broken.rule} is broken: ${broken.how}`);
  else say(`seed ${seed}: ${operations} operations in ${events} events, no rule broken`);
  return broken === null;
}

function summarise(result: Result, startedAt: number, isAsserted: boolean): boolean {
  const { broken, coverage } = result;
  say('');
  for (const [name, count] of [...coverage].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))) {
    say(`${name.padEnd(34)} ${String(count).padStart(9)}`);
  }
  const missed = isAsserted ? REQUIRED.filter((name) => !coverage.has(name)) : [];
  for (const name of missed) say(`never met: ${name}`);
  say('');
  for (const { seed, rule, how } of broken.slice(0, 20)) {
    say(`seed ${seed}: ${rule} is broken: ${how}`);
    say(`  again: npm run simulate -- --seed ${seed} --trace`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const count = (rule: string) => broken.filter((one) => one.rule === rule).length;
  const [double, lost] = [count('double charge'), count('lost result')];
  say(
    `${result.lived} histories, ${result.operations} operations, ${seconds.toFixed(1)} s (${(result.lived / seconds).toFixed(1)} per second)`,
  );
  say(`${double} double charges, ${lost} lost results, ${broken.length - double - lost} broken rules`);
  return broken.length === 0 && missed.length === 0;
}

/** Lives histories with each bug until a rule catches it. */
async function plantBugs(name: string): Promise<boolean> {
  const plants = name === 'all' ? PLANTS : PLANTS.filter((plant) => plant.name === name);
  if (plants.length === 0) {
    say(
      `There is no such bug. These can be planted:\n${PLANTS.map((plant) => `  ${plant.name}`).join('\n')}`,
    );
    return false;
  }
  let escaped = 0;
  for (const plant of plants) {
    const seeds = Array.from({ length: HISTORIES_PER_PLANT }, (_, at) => (plant.from ?? 1) + at);
    const { broken, lived } = await liveAll(seeds, {
      processes: PROCESSES,
      plant: plant.name,
      stopsAtFirst: true,
    });
    const [first] = broken.sort((a, b) => a.seed - b.seed);
    if (!first) escaped += 1;
    say(
      `${first ? '✓' : '✗'} ${plant.name}\n    ${first ? `${first.rule}, seed ${first.seed}: ${first.how.split('\n')[0]?.slice(0, 160)}` : `not caught in ${lived} histories`}`,
    );
  }
  say(`\n${plants.length - escaped} of ${plants.length} planted bugs caught`);
  return escaped === 0;
}

function progress(lived: number, all: number, broken: number, startedAt: number): void {
  const perSecond = lived / ((performance.now() - startedAt) / 1000);
  const line = `${lived} of ${all} histories, ${broken} broken, ${perSecond.toFixed(1)} per second`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}   `);
  else if (lived % 1000 < 10) process.stderr.write(`${line}\n`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = (await main()) ? 0 : 1;

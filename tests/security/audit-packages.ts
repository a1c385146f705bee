import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { NOT_ASKED } from './judge.ts';

// Asks the registry what it knows against the locked packages: nothing high or critical may be there. Where the registry
// cannot be asked it says so, and that is no answer.

const report = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number() }) }),
});

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', maxBuffer: 50e6 });
const parsed = report.safeParse(parse(stdout));
if (parsed.success) {
  const { high, critical } = parsed.data.metadata.vulnerabilities;
  process.stdout.write(`${critical} critical and ${high} high\n`);
  process.exitCode = high + critical === 0 ? 0 : 1;
} else {
  process.stdout.write('The registry could not be asked.\n');
  process.exitCode = NOT_ASKED;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

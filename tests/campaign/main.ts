import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { toLines } from './report.ts';

// `npm run campaign -- --histories 200 --seed <seed>`: many devices live at once on a real database, with real processes
// that are killed and a database that goes away, until the provider's book and ours are compared to the kuruş. A seed plays
// the same wishes, accidents and mishaps again; which of them meet depends on the machine.

/** From so many histories on a campaign is a whole one. */
const WHOLE = 100;

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { histories: text, seed: text, 'at-once': text } });
const histories = Number(values.histories ?? 200);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const outcome = await runCampaign({
  histories,
  seed: values.seed ?? randomBytes(4).toString('hex'),
  atOnce: Number(values['at-once'] ?? 60),
  isWhole: histories >= WHOLE,
  say,
});
for (const line of toLines(outcome)) say(line);
const { differences, stuck, missed } = outcome;
process.exitCode = differences.length + stuck.length + missed.length === 0 ? 0 : 1;

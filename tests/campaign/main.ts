import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { toLines } from './report.ts';

// `npm run campaign -- --minutes 30 --seed <seed>`, or `--histories 200`: many devices live at once on a real database, with
// real processes that are killed, the database too, lines between all parts that are cut and slow, disks that are full and a
// clock that jumps, until the providers' books and ours are compared to the kuruş. A seed plays the same wishes, accidents and
// mishaps again; which of them meet depends on the machine.

/** From so many histories, or minutes, on a campaign is a whole one. */
const WHOLE = { histories: 100, minutes: 20 };

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { histories: text, minutes: text, seed: text, 'at-once': text },
});
const histories = Number(values.histories ?? 200);
const minutes = values.minutes === undefined ? null : Number(values.minutes);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const outcome = await runCampaign({
  length: minutes === null ? { histories } : { minutes },
  seed: values.seed ?? randomBytes(4).toString('hex'),
  atOnce: Number(values['at-once'] ?? 60),
  isWhole: minutes === null ? histories >= WHOLE.histories : minutes >= WHOLE.minutes,
  say,
});
for (const line of toLines(outcome)) say(line);
const { doubleCharges, lostResults, brokenRules, stuck, missed } = outcome;
const wrong = [doubleCharges, lostResults, brokenRules, stuck, missed].flat();
process.exitCode = wrong.length === 0 ? 0 : 1;

import { judge, type Ran, type Verdict } from './judge.ts';
import { ROWS, type RowId } from './rows.ts';
import { abandonChecks, runChecks } from './run-checks.ts';

// `npm run security` verifies every row of the checklist and prints what became of each; `npm run security -- S3 S7` some of
// them. It ends with 1 when a row is red, and a row is red as long as a part of it has no check.

async function main(wanted: readonly string[]): Promise<void> {
  const ids = (Object.keys(ROWS) as RowId[]).filter((id) => wanted.length === 0 || wanted.includes(id));
  if (ids.length === 0 || ids.length < wanted.length)
    throw new Error(`There are rows ${Object.keys(ROWS).join(', ')}`);
  const ran = await runChecks(
    ids.flatMap((id) => ROWS[id].checks),
    say,
  );
  const marks = ids.map((id) => [id, printRow(id, ran)] as const);
  const of = (mark: Mark) => marks.filter(([, one]) => one === mark).map(([id]) => id);
  const [red, unasked] = [of('fails'), of('unasked')];
  say(`\n${of('holds').length} rows green${count(red, 'red')}${count(unasked, 'not asked in part')}`);
  process.exitCode = red.length === 0 ? 0 : 1;
}

function count(ids: readonly RowId[], what: string): string {
  return ids.length === 0 ? '' : `, ${ids.length} ${what} (${ids.join(', ')})`;
}

type Mark = Verdict['mark'];
const SIGNS: Record<Mark, string> = { holds: '✓', fails: '✗', unasked: '○' };

/** Prints a row with its checks; it holds when all of them do. */
function printRow(id: RowId, ran: Ran): Mark {
  const { requirement, checks } = ROWS[id];
  const verdicts = checks.map((check) => judge(check, ran));
  const worst = (['fails', 'unasked'] as const).find((mark) => verdicts.some((one) => one.mark === mark));
  say(`\n${SIGNS[worst ?? 'holds']} ${id.padEnd(4)}${requirement}`);
  for (const { mark, says } of verdicts) say(`      ${SIGNS[mark]} ${says}`);
  return worst ?? 'holds';
}

async function abandon(): Promise<void> {
  await abandonChecks();
  process.exit(130);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, abandon);
process.once('disconnect', abandon);
process.channel?.unref();
await main(process.argv.slice(2));

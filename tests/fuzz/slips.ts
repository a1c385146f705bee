import { parseArgs } from 'node:util';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { runnerImport } from 'vite';
import type { Slip } from '#components/receipts/slip.tsx';
import { PAPERS } from '#server/receipts/paper.ts';
import { parseMarkup } from '#server/receipts/parse-markup.ts';
import type { FittedReceipt } from '#server/receipts/receipt.ts';
import { createDice } from '#tests/simulation/random.ts';
import { KINDS, type Kind, makeSlip } from './slip-maker.ts';
import { judgeSlip, type ShowSlip } from './slip-rules.ts';

const { values: options } = parseArgs({
  options: { slips: { type: 'string', default: '100000' }, from: { type: 'string', default: '1' } },
});

/** Makes slips from seeds that follow each other, and takes each through parser and renderers. Prints what it saw. */
async function main(): Promise<boolean> {
  const [slips, from] = [Number(options.slips), Number(options.from)];
  const show = await screen();
  const made = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  const longest = { all: { ms: 0, seed: 0 }, parse: { ms: 0, seed: 0, signs: 0 } };
  const [startedAt, broken] = [performance.now(), [] as string[]];
  let signs = 0;
  for (let seed = from; seed < from + slips; seed++) {
    const { kind, markup } = makeSlip(createDice(seed, 'slips'));
    made[kind] += 1;
    signs += markup.length;
    const parseMs = await timed(() => void parseMarkup(markup));
    const allMs = await timed(() =>
      judgeSlip(markup, PAPERS[seed % 2] ?? '80', show).catch((error: unknown) => {
        broken.push(`seed ${seed} (${kind}): ${error instanceof Error ? error.message : error}`);
      }),
    );
    if (parseMs > longest.parse.ms) longest.parse = { ms: parseMs, seed, signs: markup.length };
    if (allMs > longest.all.ms) longest.all = { ms: allMs, seed };
    if ((seed - from + 1) % 10_000 === 0) say(`… ${seed - from + 1} slips`);
  }
  for (const kind of KINDS) say(`${kind.padEnd(10)} ${made[kind]}`);
  say(`${slips} slips, ${signs} signs, in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  const { parse, all } = longest;
  say(`longest to parse: ${parse.ms.toFixed(1)} ms (seed ${parse.seed}, ${parse.signs} signs)`);
  say(`longest through all: ${all.ms.toFixed(1)} ms (seed ${all.seed})`);
  for (const line of broken.slice(0, 20)) say(line);
  say(`${broken.length} broken`);
  return broken.length === 0;
}

/** The slip of the pages, of which Node itself reads neither the JSX nor the style sheet. */
async function screen(): Promise<ShowSlip> {
  const { module } = await runnerImport<{ Slip: typeof Slip }>('/components/receipts/slip.tsx', {
    configFile: false,
    plugins: [
      {
        name: 'no-styles',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith('.css') ? 'virtual:no-styles' : null),
        load: (id) => (id === 'virtual:no-styles' ? '' : null),
      },
    ],
  });
  return (receipt: FittedReceipt) =>
    renderToStaticMarkup(createElement(module.Slip, { receipt, label: 'Slip', language: 'en' }));
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = (await main()) ? 0 : 1;

import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Slip } from '#components/receipts/slip.tsx';
import { PAPERS } from '#server/receipts/paper.ts';
import type { FittedReceipt } from '#server/receipts/receipt.ts';
import { createDice } from '#tests/simulation/random.ts';
import { makeSlip } from './slip-maker.ts';
import { judgeSlip } from './slip-rules.ts';

const SLIPS = 2_000;

const show = (receipt: FittedReceipt) =>
  renderToStaticMarkup(createElement(Slip, { receipt, label: 'Slip', language: 'en' }));

it(`${SLIPS} slips, proper, broken and hostile, go through parser and renderers unharmed`, async () => {
  for (let seed = 1; seed <= SLIPS; seed++) {
    const { markup } = makeSlip(createDice(seed, 'slips'));
    await expect(judgeSlip(markup, PAPERS[seed % 2] ?? '80', show), `seed ${seed}`).resolves.toBeUndefined();
  }
}, 180_000);

it('the rules notice an element that is none of ours', async () => {
  const unfit = (receipt: FittedReceipt) => show(receipt).replace('<article', '<script></script><article');
  await expect(judgeSlip('<L>a</L>', '80', unfit)).rejects.toThrow('the screen has <script>');
});

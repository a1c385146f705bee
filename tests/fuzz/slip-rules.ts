import { isDeepStrictEqual } from 'node:util';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { columnsOf, signsOf } from '#server/receipts/glyphs.ts';
import { PAPER, type Paper } from '#server/receipts/paper.ts';
import { parseMarkup } from '#server/receipts/parse-markup.ts';
import { readSlipFacts } from '#server/receipts/read-slip-facts.ts';
import { type FittedReceipt, PAPER_COLUMNS, type Receipt } from '#server/receipts/receipt.ts';
import { receiptSchema } from '#server/receipts/receipt-schema.ts';
import { renderEscPos } from '#server/receipts/render-escpos.ts';
import { renderText } from '#server/receipts/render-text.ts';
import { print } from '#server/receipts/testing-printer.ts';

/** Shows a fitted slip as the page does, in HTML. */
export type ShowSlip = (receipt: FittedReceipt) => string;

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** Elements a slip on a screen is made of; an image carries its bytes. */
const OURS =
  /^<(?:\/?(?:div|article|span|svg|path)(?: [a-zA-Z-]+="[^"<>]*")*|img src="data:image\/(?:png|bmp);base64,[A-Za-z0-9+/=]+"(?: [a-z]+="[^"<>]*")*)\/?>$/;
const OURS_ATTRIBUTES =
  /^(?:aria-(?:label|hidden)|lang|class|style|role|viewBox|shape-rendering|fill|d|src|alt|width|height|data-(?:columns|bold|inverse|large|tall|condensed))$/;

/** Takes a slip through the parser and every renderer that is cheap; throws, saying what was broken, if anything was (§11.5). */
export async function judgeSlip(markup: string, paper: Paper, show: ShowSlip): Promise<void> {
  const parsed = parseMarkup(markup);
  const { receipt } = parsed;
  assert(isDeepStrictEqual(parseMarkup(markup), parsed), 'the same text gave another slip');
  assert(
    isDeepStrictEqual(receiptSchema.parse(JSON.parse(JSON.stringify(receipt))), receipt),
    'JSON lost something',
  );
  readSlipFacts(receipt);
  for (const columns of PAPER_COLUMNS) {
    const text = renderText(receipt, columns);
    assert(!CONTROL.test(text.replaceAll('\n', '')), 'a control is in the text');
    assert(
      text.split('\n').every((line) => widthOf(line) <= columns),
      'a line of text is too wide',
    );
    judgeFit(fitColumns(receipt, columns));
  }
  judgeMarkup(show(fitColumns(receipt, PAPER[paper].columns)));
  await judgePrint(receipt, paper);
}

function judgeFit({ columns, lines }: FittedReceipt): void {
  for (const line of lines) {
    const width =
      line.kind === 'text'
        ? line.spans.reduce((sum, { text, large }) => sum + widthOf(text) * (large ? 2 : 1), 0)
        : line.columns;
    assert(
      line.kind === 'text' ? width === columns : width <= columns,
      `a line has ${width} of ${columns} columns`,
    );
  }
}

function judgeMarkup(html: string): void {
  for (const [tag] of html.matchAll(/<[^>]*>?/g)) {
    assert(OURS.test(tag), `the screen has ${tag.slice(0, 80)}`);
    for (const [, name = ''] of tag.matchAll(/ ([a-zA-Z-]+)="/g)) {
      assert(OURS_ATTRIBUTES.test(name), `an element has ${name}`);
    }
  }
}

/** The printer of the tests knows no command but ours, so that any other byte is an error. */
async function judgePrint(receipt: Receipt, paper: Paper): Promise<void> {
  const { rows, cuts } = print(await renderEscPos(receipt, paper, 'epson'));
  assert(cuts === 1, 'the paper was not cut once');
  assert(
    rows.every(({ text }) => text.length <= PAPER[paper].columns),
    'a printed row is too wide',
  );
}

function widthOf(text: string): number {
  return signsOf(text).reduce((sum, sign) => sum + columnsOf(sign), 0);
}

function assert(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

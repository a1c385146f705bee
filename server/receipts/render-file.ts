import { assertNever } from '#server/kernel/assert-never.ts';
import { PAPER, type Paper } from './paper.ts';
import type { PrinterMake } from './printer-makes.ts';
import type { Receipt } from './receipt.ts';
import { renderText } from './render-text.ts';

/** What a slip can be downloaded as. */
export const SLIP_FORMS = ['pdf', 'png', 'escpos', 'text'] as const;
export type SlipForm = (typeof SLIP_FORMS)[number];

/** A file: its content, the type it is served as, and the ending of its name. */
export type SlipFile = { body: string | Uint8Array<ArrayBuffer>; type: string; ending: string };

/** A receipt as a file for a paper. The renderers are loaded when they are first asked for: most processes never draw. */
export async function renderFile(
  receipt: Receipt,
  { form, paper, printer }: { form: SlipForm; paper: Paper; printer: PrinterMake },
  title: string,
): Promise<SlipFile> {
  switch (form) {
    case 'text':
      return {
        body: renderText(receipt, PAPER[paper].columns),
        type: 'text/plain; charset=utf-8',
        ending: 'txt',
      };
    case 'pdf': {
      const { renderPdf } = await import('./render-pdf.ts');
      return { body: bytes(await renderPdf(receipt, paper, title)), type: 'application/pdf', ending: 'pdf' };
    }
    case 'png': {
      const { renderPng } = await import('./render-png.ts');
      return { body: bytes(await renderPng(receipt, paper)), type: 'image/png', ending: 'png' };
    }
    case 'escpos': {
      const { renderEscPos } = await import('./render-escpos.ts');
      const commands = await renderEscPos(receipt, paper, printer);
      return { body: bytes(commands), type: 'application/octet-stream', ending: 'prn' };
    }
    default:
      return assertNever(form);
  }
}

/** Bytes of their own, as an answer wants them. */
function bytes(rendered: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(rendered);
}

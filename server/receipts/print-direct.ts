import type { Context } from '#server/auth/context.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { openPrint } from './open-print.ts';
import type { Paper } from './paper.ts';
import type { PrinterMake } from './printer-makes.ts';
import { recordPrint } from './record-print.ts';
import { renderEscPos } from './render-escpos.ts';
import type { SlipVersion } from './slip-version.ts';

/** What somebody sends straight to a receipt printer. */
export type DirectPrint = { language: Locale; paper: Paper; copy: SlipVersion; printer: PrinterMake };

/**
 * Counts a print and gives the bytes of it for a receipt printer that stands ready; base64, since an action answers in text.
 * Throws NotFound as `recordPrint` does.
 */
export async function printDirect(
  ctx: Context<'receipts:print'>,
  id: string,
  { language, paper, copy, printer }: DirectPrint,
): Promise<Result<{ number: number; base64: string }, { kind: 'not_ready' | 'overtaken' }>> {
  const printed = await recordPrint(ctx, id, paper, 'direct');
  if (!printed.ok) return err({ kind: 'not_ready' });
  const { number } = printed.value;
  const { print } = await openPrint(ctx, id, String(number), language, copy);
  // Somebody else asked for the next one in the same moment.
  if (!print) return err({ kind: 'overtaken' });
  const bytes = await renderEscPos(print.receipt, paper, printer);
  return ok({ number, base64: Buffer.from(bytes).toString('base64') });
}

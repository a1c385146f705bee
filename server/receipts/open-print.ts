import type { Context } from '#server/auth/context.ts';
import { getSlip, type Print, type SlipDetail } from './get-slip.ts';
import { readLanguage } from './read-language.ts';
import type { Receipt } from './receipt.ts';
import { chooseVersion, receiptOf } from './slip-version.ts';

/** How long a counted print may be sent to paper: enough to load a roll, too short to become a source of originals. */
const OPEN_FOR_MS = 10 * 60_000;

/**
 * The slip of a counted print, for paper; `print` is null once it has ended. A print is open to the person who asked for
 * it, for ten minutes and until the next one, so that an address kept or passed on never yields another first slip.
 * Throws NotFound as `getSlip` does.
 */
export async function openPrint(
  ctx: Context<'receipts:print'>,
  id: string,
  numberText: string | undefined,
  askedLanguage: string | undefined,
  askedVersion?: string,
): Promise<{ slip: SlipDetail; print: { number: number; receipt: Receipt } | null }> {
  const slip = await getSlip(ctx, id);
  const newest = slip.prints.at(0);
  if (!newest || !slip.facts || !isOpen(ctx, newest, numberText)) return { slip, print: null };
  const { number, printedAt } = newest;
  const version = chooseVersion(slip.printed, askedVersion);
  const language = readLanguage(askedLanguage, slip);
  const copy = { kind: 'print', number, printedAt } as const;
  const receipt = receiptOf(slip.facts, slip.printed, version, language, copy);
  return { slip, print: { number, receipt } };
}

function isOpen(ctx: Context, newest: Print, numberText: string | undefined): boolean {
  const age = ctx.clock.now().getTime() - newest.printedAt.getTime();
  return numberText === String(newest.number) && newest.personId === ctx.actor.id && age < OPEN_FOR_MS;
}

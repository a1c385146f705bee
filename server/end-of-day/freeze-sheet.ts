import type { Tx } from '#db/client.ts';
import type { RunRow } from '#db/queries/eod-runs.ts';
import { findBranchAddress, listCardSums } from '#db/queries/report-facts.ts';
import { listReportsOfDay } from '#db/queries/sign-offs.ts';
import { listSaidLines } from '#db/queries/statements.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { computeCards } from './compute.ts';
import { readNamedBook, spanAround } from './judge-statements.ts';
import type { ReportContent, SheetPart } from './report.ts';
import { countedOnce } from './statement-differences.ts';
import { linesByRow, sumOf } from './three-sides.ts';

/**
 * What a report needs to be a document of its own, in the caller's transaction and before it is stored: a document is made of
 * nothing that may be another tomorrow.
 */
export async function readSheetPart(
  { merchant }: Pick<Context | SystemContext, 'merchant'>,
  tx: Tx,
  run: RunRow,
  content: ReportContent,
): Promise<SheetPart> {
  // Where sums are of card types already, there is nothing to tell apart further.
  const isByCard = content.totalsBy === 'card_brand';
  return {
    layout: 'a4',
    taxNumber: merchant.taxNumber,
    branchAddress: await findBranchAddress(tx, merchant.id, run.deviceId),
    cards: isByCard ? [] : computeCards(await listCardSums(tx, merchant.id, run.batchId)),
    said: await readSaid(tx, run, content),
  };
}

/** What statements say of this report already, row by row. */
async function readSaid(tx: Tx, run: RunRow, content: ReportContent): Promise<SheetPart['said']> {
  const { merchantId, deviceId, businessDate } = run;
  const all = await listSaidLines(tx, merchantId, spanAround(run));
  if (all.length === 0) return [];
  const said = countedOnce(all, await readNamedBook(tx, run, content, all));
  const others = await listReportsOfDay(tx, merchantId, deviceId, businessDate);
  return linesByRow(content, said, others.length === 0).flatMap(
    ({ acquirerId, acquirerName, currency, lines }) => {
      const amountMinor = sumOf(lines);
      return amountMinor === null ? [] : [{ acquirerId, acquirerName, currency, amountMinor }];
    },
  );
}

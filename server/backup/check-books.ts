import { inScope, openDatabase } from '#db/client.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { listLinkedReports } from '#db/queries/sign-offs.ts';
import type { HeadFiles } from '#server/audit/head-files.ts';
import { verifyChain } from '#server/audit/verify-chain.ts';
import { findBrokenLink } from '#server/end-of-day/verify-reports.ts';

/** What looking through the books of one merchant came to. */
export type CheckedBooks = {
  slug: string;
  auditEntries: number;
  /** What is wrong, one line each. */
  problems: string[];
  /** How many entries the heads kept outside know that the chain has not: recorded after the backup, and lost with the rest. */
  lostEntries: number;
};

const NO_HEADS: Pick<HeadFiles, 'list'> = { list: async () => ({ heads: [], unreadable: [] }) };

/** Follows the audit chain and every device's chain of reports of every merchant, as the application's role. */
export async function checkBooks(
  appUrl: string,
  auditKey: Uint8Array,
  heads: Pick<HeadFiles, 'newest'>,
): Promise<CheckedBooks[]> {
  const { db, close } = openDatabase(appUrl, { maxConnections: 1, name: 'vezne-check-books' });
  try {
    const merchants = await inScope(db, { system: true }, listMerchants);
    const checked: CheckedBooks[] = [];
    for (const { id: merchantId, slug } of merchants) {
      const { entries, broken } = await verifyChain(
        (work) => inScope(db, { merchantId }, work),
        merchantId,
        auditKey,
        NO_HEADS,
      );
      const reports = await inScope(db, { merchantId }, (tx) => listLinkedReports(tx, merchantId));
      const links = [...Map.groupBy(reports, ({ deviceId }) => deviceId).values()].flatMap(
        (ofOne) => findBrokenLink(ofOne) ?? [],
      );
      const kept = await heads.newest(merchantId);
      checked.push({
        slug,
        auditEntries: entries,
        problems: [
          ...(broken ? [`the audit does not hold: ${JSON.stringify(broken)}`] : []),
          ...links.map(({ deviceId, number, why }) => `report ${number} of ${deviceId} is ${why}`),
        ],
        lostEntries: Math.max(0, (kept?.sequence ?? 0) - entries),
      });
    }
    return checked;
  } finally {
    await close();
  }
}

import { inScope, openDatabase } from '#db/client.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { parseConfig } from '#server/config/config.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { visitDatabase } from '#server/runtime/visit-database.ts';
import { describeReport, isProven } from './describe-report.ts';
import { createHeadFiles } from './head-files.ts';
import { verifyChain } from './verify-chain.ts';

// `npm run audit:verify`: holds every merchant's audit chain against AUDIT_KEY and the heads kept outside. Ends with 1 when
// anything is broken. Portals and workers may go on meanwhile.

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const files = createHeadFiles(config.auditHeadsDirectory, config.auditKey);
  const place = await visitDatabase(config);
  const database = openDatabase(place.url, { maxConnections: 1, name: 'vezne-audit-verify' });
  try {
    const merchants = await inScope(database.db, { system: true }, listMerchants);
    const names = new Map<MerchantId, string>(merchants.map(({ id, slug }) => [id, slug]));
    // Of whom heads were kept, entries must be there too, whether the merchant is or not.
    const all = new Set([...names.keys(), ...(await files.merchants())]);
    for (const id of all) {
      const report = await verifyChain(
        (work) => inScope(database.db, { merchantId: id }, work),
        id,
        config.auditKey,
        files,
      );
      process.stdout.write(`${names.get(id) ?? id}  ${describeReport(report, config.auditHeadsDirectory)}\n`);
      if (!isProven(report)) process.exitCode = 1;
    }
  } finally {
    await database.close();
    await place.stop();
  }
}

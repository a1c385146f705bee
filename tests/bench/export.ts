import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { freePort } from '../support/ports.ts';
import { throwAwayDirectory } from '../support/throw-away.ts';
import { fillBigTable } from './big-table.ts';
import { BATCH_SLIPS, MEASURED } from './export-forms.ts';

// `npm run bench:export -- 1000000`: files of so many rows, and of the slips of a large batch: time to the first byte and to the
// last, how much memory each takes while it is made, and whether the sums it states are the database's. Each file is made in a
// process of its own that has made a small one before, as a portal has that is at work. Everything shares this machine.

const count = Number(process.argv[2] ?? 1_000_000);
/** The first merchant has two fifths of a table. */
const SHARE = 0.399;

const directory = throwAwayDirectory('bench-export');
const database = await startEmbedded({
  directory: join(directory, 'pg'),
  port: await freePort(),
  durable: false,
  log: () => undefined,
});
try {
  await migrate(database.ownerUrl);
  const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'bench' });
  const { merchant } = await fillBigTable(database.ownerUrl, Math.ceil(count / SHARE));
  // The newest of one terminal in one batch, whatever day they are of.
  const [batch] = await owner.db.execute<{ id: string; device_id: string }>(sql`
    select id, device_id from batches where merchant_id = ${merchant.id} order by opened_at desc limit 1`);
  await owner.db.execute(sql`update transactions set batch_id = ${batch?.id ?? ''} where merchant_id = ${merchant.id}
    and id in (select id from transactions where merchant_id = ${merchant.id} and state = 'approved'
      order by created_at desc limit ${BATCH_SLIPS})`);
  await owner.close();
  for (const form of MEASURED) {
    const args = [
      '--expose-gc',
      'tests/bench/export-one.ts',
      database.ownerUrl,
      database.appUrl,
      form,
      batch?.id ?? '',
    ];
    process.stdout.write(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  }
} finally {
  await database.stop();
}

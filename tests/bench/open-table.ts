import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import type { Person } from '#server/auth/context.ts';
import type { MerchantRow } from '../factories/merchant.ts';
import { freePort } from '../support/ports.ts';
import { fillBigTable, findBigTable } from './big-table.ts';

/** A filled table with its largest merchant and somebody who works there. */
export type BigTable = {
  rows: number;
  ownerUrl: string;
  appUrl: string;
  merchant: MerchantRow;
  person: Person;
  stop: () => Promise<void>;
};

/** Starts the table of so many rows that is kept in a directory, and fills it when it is not there yet, which it says. */
export async function openBigTable(directory: string, rows: number, seed = 1): Promise<BigTable> {
  const name = seed === 1 ? String(rows) : `${rows}-${seed}`;
  const database = await startEmbedded({
    directory: path.join(directory, `pg-${name}`),
    port: await freePort(),
    durable: false,
    log: () => undefined,
  });
  try {
    await migrate(database.ownerUrl);
    const mark = path.join(directory, `filled-${name}`);
    if (!existsSync(mark)) {
      const from = performance.now();
      await fillBigTable(database.ownerUrl, rows, seed);
      writeFileSync(mark, '');
      process.stdout.write(
        `${rows} operations filled in ${Math.round((performance.now() - from) / 1000)} s\n`,
      );
    }
    const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'bench' });
    const { merchant, person } = await findBigTable(owner.db);
    await owner.close();
    return { ...database, rows, merchant, person };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

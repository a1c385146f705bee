import { parseConfig } from '#server/config/config.ts';
import { visitAsOwner } from '#server/runtime/visit-database.ts';
import { writeBackup } from './write-backup.ts';

// `npm run backup -- FILE`: everything in the database as of one instant, while sales go on.

try {
  const [path] = process.argv.slice(2);
  if (!path) throw new Error('Usage: npm run backup -- FILE');
  const config = parseConfig(process.env);
  const place = await visitAsOwner(config);
  try {
    const { takenAt, rows, sha256 } = await writeBackup(config.database?.backupUrl ?? place.ownerUrl, path);
    const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
    process.stdout.write(
      `${path}: ${count} rows of ${Object.keys(rows).length} tables as of ${takenAt.toISOString()}\nSHA-256 ${sha256}\n`,
    );
  } finally {
    await place.stop();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

import { createHeadFiles } from '#server/audit/head-files.ts';
import { parseConfig } from '#server/config/config.ts';
import { visitAsOwner } from '#server/runtime/visit-database.ts';
import { checkBooks } from './check-books.ts';
import { restoreBackup } from './restore-backup.ts';

// `npm run restore -- FILE`: brings a backup into an empty database, then checks the books. Ends with 1 when anything is wrong.

try {
  const [path] = process.argv.slice(2);
  if (!path) throw new Error('Usage: npm run restore -- FILE');
  const config = parseConfig(process.env);
  const place = await visitAsOwner(config);
  try {
    const { takenAt, rows, doubtful } = await restoreBackup(place.ownerUrl, place.applicationRole, path);
    const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
    say(
      `${count} rows of ${Object.keys(rows).length} tables as of ${takenAt.toISOString()}, all of them there.`,
    );
    say(
      `${doubtful.operations} operations and ${doubtful.closes} closes had not been sent then, and are unknown now: they are asked about.`,
    );
    const heads = createHeadFiles(config.auditHeadsDirectory, config.auditKey);
    for (const { slug, auditEntries, problems, lostEntries } of await checkBooks(
      place.appUrl,
      config.auditKey,
      heads,
    )) {
      const isRight = problems.length === 0;
      say(`${slug}: ${isRight ? `${auditEntries} audit entries and all reports hold` : problems.join('; ')}`);
      if (!isRight) process.exitCode = 1;
      if (lostEntries > 0)
        say(
          `  ${lostEntries} audit entries that were recorded after the backup are gone, and what they tell of with them.`,
        );
    }
  } finally {
    await place.stop();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { migrate } from '#db/migrate.ts';
import { parseConfig } from '#server/config/config.ts';
import { visitAsOwner } from '#server/runtime/visit-database.ts';

// `npm run migrate`: brings the database to this version's schema while the version before may go on, for portals and workers that
// are started without DATABASE_OWNER_URL.

try {
  const place = await visitAsOwner(parseConfig(process.env));
  try {
    await migrate(place.ownerUrl, place.applicationRole);
    process.stdout.write('The database has the schema of this version.\n');
  } finally {
    await place.stop();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

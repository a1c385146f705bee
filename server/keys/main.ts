import { openDatabase } from '#db/client.ts';
import { parseConfig } from '#server/config/config.ts';
import { systemClock } from '#server/kernel/time.ts';
import { visitDatabase } from '#server/runtime/visit-database.ts';
import { isRotated, type Rotated, type RotatedKind, rotateKeys } from './rotate-keys.ts';

// `npm run keys:rotate`: seals everything anew with the first of SEALING_KEYS. Portals and workers go on meanwhile, and must
// have been started with the same keys. Ends with 1 while anything still needs another key; run it again then.

const WORDS: Record<RotatedKind, string> = {
  credentials: 'credentials of connections',
  waiting: 'credentials that wait for a second administrator',
  session: 'logins of connections',
  callback: 'callbacks',
  page: 'payment pages',
  photo: 'photos of slips',
  letter: 'letters on their way',
  factor: 'second factors of people',
  answer: 'answers set aside',
  callback_aside: 'callbacks set aside',
};

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const place = await visitDatabase(config);
  const database = openDatabase(place.url, { maxConnections: 1, name: 'vezne-keys-rotate' });
  try {
    const all = await rotateKeys({ db: database.db, clock: systemClock, config });
    for (const rotated of all) process.stdout.write(`${describe(rotated)}\n`);
    const [{ id }, ...others] = config.sealingKeys;
    if (isRotated(all, id)) {
      const names = others.map((key) => key.id).join(', ');
      process.stdout.write(
        names
          ? `\nEverything is sealed with ${id}. ${names} can go from SEALING_KEYS.\n`
          : `\nEverything is sealed with ${id}.\n`,
      );
      return;
    }
    process.stdout.write(
      `\nNot everything is sealed with ${id}. Start every portal and worker with ${id} first in SEALING_KEYS, then run this again.\n`,
    );
    process.exitCode = 1;
  } finally {
    await database.close();
    await place.stop();
  }
}

function describe({ kind, resealed, unopened, byKey }: Rotated): string {
  const now = [...byKey].map(([key, count]) => `${key}: ${count}`).join(', ');
  const lines = [
    `${WORDS[kind].padEnd(47)} ${String(resealed).padStart(7)} sealed anew; now ${now || 'none'}`,
  ];
  if (unopened.length > 0) {
    const some = unopened.slice(0, 5).join(', ');
    lines.push(`    NO KEY OPENS ${unopened.length}: ${some}${unopened.length > 5 ? ', …' : ''}`);
  }
  return lines.join('\n');
}

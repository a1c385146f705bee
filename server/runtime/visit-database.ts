import { join } from 'node:path';
import { visitEmbedded } from '#db/embedded.ts';
import type { Config } from '#server/config/config.ts';

/** The database of the environment for a command beside it, as the application's role; portals and workers may go on. */
export async function visitDatabase(config: Config): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.database) return { url: config.database.url, stop: async () => {} };
  const { appUrl, stop } = await visitEmbedded({
    directory: join(config.dataDirectory, 'pg'),
    port: config.embeddedDatabasePort,
    durable: true,
    log: () => {},
  });
  return { url: appUrl, stop };
}

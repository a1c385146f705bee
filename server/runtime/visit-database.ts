import { join } from 'node:path';
import { visitEmbedded } from '#db/embedded.ts';
import { APP_ROLE } from '#db/embedded-credentials.ts';
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

/** Both ways into the database of the environment, for a command that may do what its owner may. Throws where no owner is named. */
export async function visitAsOwner(
  config: Config,
): Promise<{ ownerUrl: string; appUrl: string; applicationRole: string; stop(): Promise<void> }> {
  if (config.database) {
    const { url: appUrl, ownerUrl, directUrl } = config.database;
    if (!ownerUrl) throw new Error('DATABASE_OWNER_URL is needed for this.');
    // Of a pooler only the role is asked here.
    const applicationRole = decodeURIComponent(new URL(appUrl).username);
    return { ownerUrl, appUrl: directUrl, applicationRole, stop: async () => {} };
  }
  const { ownerUrl, appUrl, stop } = await visitEmbedded({
    directory: join(config.dataDirectory, 'pg'),
    port: config.embeddedDatabasePort,
    durable: true,
    log: () => {},
  });
  return { ownerUrl, appUrl, applicationRole: APP_ROLE, stop };
}

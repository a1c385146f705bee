import { rmSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { freePort } from './ports.ts';
import { throwAwayDirectory } from './throw-away.ts';

const TEMPLATE = 'vezne_template';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The one cluster of this run, as owner and as application, and the migrated database to copy. */
    cluster: { ownerUrl: string; appUrl: string; template: string };
  }
}

/** Runs once before all integration tests: a cluster that may lose its data, with one migrated template. */
export default async function startCluster(project: TestProject): Promise<() => Promise<void>> {
  const directory = throwAwayDirectory('pg');
  const embedded = await startEmbedded({
    directory: path.join(directory, 'pg'),
    port: await freePort(),
    durable: false,
    log: () => undefined,
  });
  const { ownerUrl, appUrl } = embedded;
  const stop = async () => {
    await embedded.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await makeTemplate(ownerUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('cluster', { ownerUrl, appUrl, template: TEMPLATE });
  return stop;
}

async function makeTemplate(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(`create database ${TEMPLATE}`);
    const template = new URL(ownerUrl);
    template.pathname = TEMPLATE;
    await migrate(template.href);
    // A database can only be copied while nobody is connected to it.
    await sql.unsafe(`alter database ${TEMPLATE} with allow_connections false`);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${TEMPLATE}`;
  } finally {
    await sql.end();
  }
}

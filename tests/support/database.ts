import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import type {} from './database-cluster.ts';

export interface TestDatabase {
  /** As the unprivileged application role. */
  appUrl: string;
  /** As superuser; sees every row. */
  ownerUrl: string;
  drop: () => Promise<void>;
}

/**
 * A migrated, empty database of its own for one test file or test, so that tests run side by side without seeing each
 * other. Only within the `integration` project, which starts the cluster.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('cluster').template);
}

/** A database without a schema. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template0');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const { ownerUrl, appUrl } = inject('cluster');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner(ownerUrl, `create database ${name} template ${template}`);
  return {
    appUrl: withDatabase(appUrl, name),
    ownerUrl: withDatabase(ownerUrl, name),
    drop: () => asOwner(ownerUrl, `drop database ${name} with (force)`),
  };
}

async function asOwner(ownerUrl: string, statement: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = name;
  return changed.href;
}

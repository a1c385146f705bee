import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeMigration } from './migration-rules.ts';

const FOLDER = new URL('./migrations/', import.meta.url).pathname;

/** Nothing was deployed before the migration of this number: nobody ran the version before those. From here on the rules hold. */
const FIRST_RELEASE = 26;

test('every migration since the first release may run while the version before it serves people', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
  expect(files.length).toBeGreaterThan(20);
  const bound = files.filter((name) => Number(name.slice(0, 4)) >= FIRST_RELEASE);
  const findings = bound.flatMap((name) =>
    judgeMigration(readFileSync(`${FOLDER}${name}`, 'utf8')).map((finding) => ({ name, ...finding })),
  );
  expect(findings).toEqual([]);
});

describe('what blocks or breaks is found', () => {
  test.each([
    'ALTER TABLE "devices" ADD COLUMN "colour" text NOT NULL;',
    'ALTER TABLE "devices" DROP COLUMN "label";',
    'ALTER TABLE "devices" RENAME COLUMN "label" TO "name";',
    'DROP TABLE "saved_views";',
    'ALTER TABLE "transactions" ALTER COLUMN "amount_minor" SET DATA TYPE numeric;',
    "ALTER TYPE kind ADD VALUE 'x';",
    'ALTER TABLE "devices" ALTER COLUMN "label" SET NOT NULL;',
    'ALTER TABLE "transactions" ADD CONSTRAINT "c" CHECK (amount_minor > 1);',
    'ALTER TABLE "inbox" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "transactions"("id");',
    'ALTER TABLE "transactions" ADD CONSTRAINT "u" UNIQUE("merchant_id","x");',
    'CREATE INDEX "i" ON "transactions" USING btree ("merchant_id","x");',
    'CREATE UNIQUE INDEX "i" ON "audit_log" ("merchant_id","x");',
    "UPDATE transactions SET reason = '';",
    'DELETE FROM inbox;',
    'LOCK TABLE devices;',
    'CREATE INDEX IF NOT EXISTS "i" ON "inbox" ("a");--> statement-breakpoint\nALTER TABLE "inbox" ADD COLUMN "b" text;',
  ])('%s', (sql) => {
    expect(judgeMigration(sql)).toHaveLength(1);
  });
});

describe('what does neither is not', () => {
  test.each([
    'ALTER TABLE "devices" ADD COLUMN "colour" text;',
    `ALTER TABLE "transactions" ADD COLUMN "colour" text DEFAULT 'red' NOT NULL;`,
    'CREATE TABLE "new" ("a" text NOT NULL);--> statement-breakpoint\nCREATE INDEX "i" ON "new" ("a");--> statement-breakpoint\nALTER TABLE "new" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "transactions"("id");',
    'CREATE INDEX "i" ON "branches" ("merchant_id");',
    'CREATE INDEX IF NOT EXISTS "i" ON "transactions" ("merchant_id","x");',
    'ALTER TABLE "transactions" ADD CONSTRAINT "c" CHECK (amount_minor > 1) NOT VALID;',
    'ALTER TABLE "transactions" VALIDATE CONSTRAINT "c";',
    'CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN UPDATE transactions SET a = 1; RETURN NEW; END $$ LANGUAGE plpgsql;',
    '-- safe: nobody reads it since release 3\nALTER TABLE "devices" DROP COLUMN "label";',
  ])('%s', (sql) => {
    expect(judgeMigration(sql)).toEqual([]);
  });
});

import { randomBytes } from 'node:crypto';
import type { SeedOptions } from '#db/seeds/demo.ts';
import { chainHash } from '#server/audit/record.ts';
import { reportHash } from '#server/end-of-day/report-document.ts';
import { seal } from '#server/terminals/seal.ts';
import { hashSecret } from '#server/transactions/callback-address.ts';

/** Keys of one test run, to open again what the seeds sealed. */
export const seedKeys = {
  audit: randomBytes(32),
  sealing: [{ id: 'k1', bytes: randomBytes(32) }] as const,
};

/** A Wednesday evening in Istanbul, the shops still open. */
export const SEED_EVENING = new Date('2026-05-13T15:40:00.000Z');

/** Seeding as the demo does it, of eight days up to that evening unless told otherwise. */
export function seedOptions(ownerUrl: string, changes: Partial<SeedOptions> = {}): SeedOptions {
  return {
    ownerUrl,
    gatewayUrl: 'http://127.0.0.1:4301',
    interpay: { url: 'http://127.0.0.1:4303', secondUrl: 'http://127.0.0.1:4304' },
    onlineUrl: 'http://127.0.0.1:4305',
    now: SEED_EVENING,
    days: 8,
    seal: (binding, text) => seal(seedKeys.sealing, binding, text),
    auditHash: (merchantId, sequence, entry, previous) =>
      chainHash(seedKeys.audit, merchantId, sequence, entry, previous),
    reportHash,
    hashSecret,
    hashPassword: async (password) => `hash of ${password}`,
    ...changes,
  };
}

import { createHash } from 'node:crypto';
import type { DeviceId, EndOfDayRunId, MerchantId } from '#server/kernel/ids.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** The hash before the first report of a device. */
export const NO_REPORT_BEFORE = '0'.repeat(64);

/** A report as it is linked: everything its hash covers. */
export type LinkedReport = {
  merchantId: MerchantId;
  runId: EndOfDayRunId;
  deviceId: DeviceId;
  number: number;
  /** As it was frozen; what JSON leaves out of it is not part of the report. */
  content: unknown;
  createdAt: Date;
  previousHash: string;
};

/**
 * A report as a document: the same bytes whenever it is written, the hash of the report before it inside. Its SHA-256 is the
 * report's own hash, so that whoever holds the file can check it alone. Pure.
 */
export function reportDocument({ content, createdAt, ...rest }: LinkedReport): string {
  const { merchantId, runId, deviceId, number, previousHash } = rest;
  const frozen: Json = JSON.parse(JSON.stringify(content));
  const linked = { merchantId, runId, deviceId, number, previousHash };
  return canonicalJson({ ...linked, createdAt: createdAt.toISOString(), content: frozen });
}

/** SHA-256, hex, of a report as a document. */
export function reportHash(report: LinkedReport): string {
  return createHash('sha256').update(reportDocument(report)).digest('hex');
}

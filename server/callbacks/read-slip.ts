import type { Evidence } from '#server/gateways/terminal-gateway.ts';

/** What a printed slip tells of its operation; null: it does not. */
export type SlipFacts = Pick<Evidence, 'batchNumber' | 'rrn' | 'stan' | 'entryMode'>;

/** A slip that was understood: as it is to be printed again, in which version of ours, and what it tells. */
export type ReadSlip = { content: unknown; version: number; facts: SlipFacts };

/** Reads a slip as a terminal printed it; null when nothing of it can be used. Never throws, whatever it is given. */
export function readSlip(_markup: string): ReadSlip | null {
  return null;
}

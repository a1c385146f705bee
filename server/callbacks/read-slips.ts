import type { SlipCopyKind } from '#db/schema/receipts.ts';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import { type ReadSlip, readSlip, type SlipFacts } from './read-slip.ts';

/** Both copies of a slip as far as they were understood, and what the two tell together. */
export type ReadSlips = Record<SlipCopyKind, ReadSlip | null> & { facts: SlipFacts };

const NO_FACTS: SlipFacts = { batchNumber: null, rrn: null, stan: null, entryMode: null };

/** Reads both copies; the merchant's tells more, so it is asked first. */
export function readSlips(
  { customer, merchant }: CalledOutcome['slips'],
  read: typeof readSlip = readSlip,
): ReadSlips {
  const copies = { customer: customer && read(customer), merchant: merchant && read(merchant) };
  const slips = { customer: copies.customer || null, merchant: copies.merchant || null };
  return { ...slips, facts: fill(slips.merchant?.facts ?? NO_FACTS, slips.customer?.facts ?? NO_FACTS) };
}

/** An approval with what its slips tell and itself does not, named by its session where it names no payment. */
export function withFacts(said: CalledOutcome, facts: SlipFacts): CalledOutcome {
  if (said.result.kind !== 'approved') return said;
  const { evidence } = said.result;
  const filled = {
    ...evidence,
    ...fill(evidence, facts),
    providerPaymentId: evidence.providerPaymentId ?? said.sessionId,
  };
  return { ...said, result: { ...said.result, evidence: filled } };
}

function fill(first: SlipFacts, second: SlipFacts): SlipFacts {
  return {
    batchNumber: first.batchNumber ?? second.batchNumber,
    rrn: first.rrn ?? second.rrn,
    stan: first.stan ?? second.stan,
    entryMode: first.entryMode ?? second.entryMode,
  };
}

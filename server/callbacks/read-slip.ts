import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { parseMarkup } from '#server/receipts/parse-markup.ts';
import { readSlipFacts } from '#server/receipts/read-slip-facts.ts';
import type { Receipt } from '#server/receipts/receipt.ts';

/** What a printed slip tells of its operation; null: it does not. */
export type SlipFacts = Pick<Evidence, 'batchNumber' | 'rrn' | 'stan' | 'entryMode'>;

/** A slip that was understood: as it is to be printed again, in which version of ours, and what it tells. */
export type ReadSlip = { content: Receipt; version: number; facts: SlipFacts };

/** Reads a slip as a terminal printed it; null when nothing of it can be used. Never throws, whatever it is given. */
export function readSlip(markup: string): ReadSlip | null {
  const { receipt, parserVersion } = parseMarkup(markup);
  if (receipt.lines.length === 0) return null;
  const { batchNumber, hostReference, trace, entryMode } = readSlipFacts(receipt);
  return {
    content: receipt,
    version: parserVersion,
    facts: { batchNumber, rrn: hostReference, stan: trace, entryMode: entryModeOf(entryMode) },
  };
}

/** How the card was read, from the terminal's words for it (§11.6). */
function entryModeOf(words: string | null): SlipFacts['entryMode'] {
  const word = words?.toUpperCase() ?? '';
  if (/CONTACTLESS|SANS CONTACT|TAP|NFC/.test(word)) return 'contactless';
  if (/CHIP|PUCE|INSERT/.test(word)) return 'chip';
  if (/SWIPE|MAG|PISTE/.test(word)) return 'magstripe';
  return /MANUAL|KEYED|MANUEL/.test(word) ? 'manual' : null;
}

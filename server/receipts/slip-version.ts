import type { Locale } from '#server/kernel/locale.ts';
import { composeSlip, type SlipFacts } from './compose-slip.ts';
import type { SlipDetail } from './get-slip.ts';
import type { Receipt } from './receipt.ts';
import type { SlipCopy } from './slip-marks.ts';
import { terminalSlip } from './terminal-slip.ts';

/** Which slip of an operation: what its terminal printed for the customer or the merchant, or the one we compose. */
export const SLIP_VERSIONS = ['customer', 'merchant', 'composed'] as const;
export type SlipVersion = (typeof SLIP_VERSIONS)[number];

type Printed = SlipDetail['printed'];

/** The versions there are of a slip, the terminal's own first. */
export function versionsOf(printed: Printed): SlipVersion[] {
  return SLIP_VERSIONS.filter((version) => version === 'composed' || printed?.[version]);
}

/** The version asked for in an address; the first there is when none or no such was asked for. */
export function chooseVersion(printed: Printed, asked: string | null | undefined): SlipVersion {
  const versions = versionsOf(printed);
  return versions.find((version) => version === asked) ?? versions[0] ?? 'composed';
}

/** One version of a slip as a receipt, with the marks of its copy; the composed one where a terminal's is not there. Pure. */
export function receiptOf(
  facts: SlipFacts,
  printed: Printed,
  version: SlipVersion,
  language: Locale,
  copy: SlipCopy,
): Receipt {
  const parsed = version === 'composed' ? null : printed?.[version];
  if (!parsed) return composeSlip(facts, language, copy);
  return terminalSlip(parsed, copy, language, facts.transaction.environment === 'sandbox');
}

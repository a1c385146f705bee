/**
 * The state a transaction is shown in: the states it moves through, and those derived from what followed it.
 * Texts: `state.<state>.word`, `.why`, `.next`.
 */
export const SHOWN_STATES = [
  'created',
  'sending',
  'awaiting',
  'unknown',
  'approved',
  'declined',
  'failed',
  'cancelled',
  'voided',
  'partlyRefunded',
  'refunded',
  'held',
  'captured',
  'released',
] as const;
export type ShownState = (typeof SHOWN_STATES)[number];

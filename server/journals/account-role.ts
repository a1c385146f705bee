import type { VatRate } from '#server/gateways/terminal-gateway.ts';
import { VAT_RATES } from '#server/transactions/lines.ts';

/** Accounts that there is one of, whatever the merchant. */
export const SINGLE_ROLES = [
  'cash',
  'sales',
  'refunds',
  'surcharge',
  'commission',
  'blocked',
  'clearing',
] as const;
export type SingleRole = (typeof SINGLE_ROLES)[number];

/**
 * What an account of the ledger is for: takings by a bank (`card:0046`), sales and VAT by rate where the rate is known, and
 * those there is one of. `sales` alone is for takings of which no rate is known.
 */
export type AccountRole = SingleRole | `card:${string}` | `sales:${VatRate}` | `vat:${VatRate}`;

/** The rates of which sales have an account. */
export const ROLE_RATES = VAT_RATES;

/** Reads the role of an account from a form or a row; null when there is no such account. */
export function readRole(text: string): AccountRole | null {
  const single = SINGLE_ROLES.find((one) => one === text);
  if (single) return single;
  const [, kind, of = ''] = /^(card|sales|vat):([\w@-]{1,40})$/.exec(text) ?? [];
  if (kind === 'card') return `card:${of}`;
  const rate = ROLE_RATES.find((one) => one === of);
  if (!rate || !kind) return null;
  return kind === 'sales' ? `sales:${rate}` : `vat:${rate}`;
}

/** Where VAT is kept that has no account of its own: with what it is on. Of every other account there is no such way. */
export function isOptional(role: AccountRole): boolean {
  return role.startsWith('vat:');
}

import { type AccountRole, isOptional, readRole } from './account-role.ts';
import type { JournalLine } from './journal-entries.ts';
import type { Target } from './journal-wish.ts';

/** What is not an account but has to be said once all the same: the name of Xero's rate without tax. */
export const SETTINGS = ['untaxed'] as const;
export type LedgerKey = AccountRole | (typeof SETTINGS)[number];

/** Names that a programme needs beside accounts. */
export function settingsOf(target: Target): readonly (typeof SETTINGS)[number][] {
  return target === 'xero' ? SETTINGS : [];
}

/** Reads the key of a mapping from a form; null when there is no such key for this programme. */
export function readKey(target: Target, text: string): LedgerKey | null {
  return settingsOf(target).find((one) => one === text) ?? readRole(text);
}

/** What a programme calls accounts, by what they are for. */
export type AccountMap = ReadonlyMap<string, string>;

/** An account that an entry needs has no name in the mapping. */
export class UnmappedAccount extends Error {
  readonly role: AccountRole;
  constructor(role: AccountRole) {
    super(`No account for ${role}`);
    this.role = role;
  }
}

/** What a line's account is called; throws `UnmappedAccount` where nobody has said so. */
export function accountOf(map: AccountMap, line: Pick<JournalLine, 'role' | 'or'>): string {
  const account = map.get(line.role) ?? (line.or && isOptional(line.role) ? map.get(line.or) : undefined);
  if (account === undefined) throw new UnmappedAccount(line.role);
  return account;
}

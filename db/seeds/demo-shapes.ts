import type { Role } from '#db/schema/memberships.ts';
import type { Locale } from '#db/schema/merchants.ts';
import {
  type BranchId,
  type ConnectionId,
  createIdSource,
  type DeviceId,
  type Id,
  type IdKind,
  type MerchantId,
  type UserId,
} from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { createDice } from './dice.ts';

/** When everything in the demo was set up: before any history begins. */
export const SET_UP_AT = new Date('2025-02-03T08:00:00.000Z');

export type DemoDevice = {
  id: DeviceId;
  providerDeviceId: string;
  label: string;
  branchId: BranchId;
  /** Terminal number at each acquirer, where the provider tells it; leading zeros belong to it. */
  tids: Readonly<Record<string, string>>;
  /** Operations on an ordinary day. */
  traffic: number;
  /** Number of the first batch of the history. */
  firstBatch: number;
};

type DemoAccount = { id: ConnectionId; label: string; devices: readonly DemoDevice[] };

/** What each provider would hand over for one account; here what its sandbox expects. */
export type ConnectionOf = {
  iyzico: DemoAccount & {
    provider: 'iyzico';
    model: '507' | '509';
    credentials: { clientId: string; clientSecret: string; username: string; password: string };
  };
  interpay: DemoAccount & {
    provider: 'interpay';
    /** The bank closes its batches at this time of the wall there. */
    bank: { timeZone: string; cutOff: string };
    /** Its figures of a day can be read from its report. */
    settlementReport: boolean;
    fallbackEmail: string;
    credentials: { termId: string; pass: string };
  };
};

/** The providers that somebody in the demo has an account with. */
export type Provider = keyof ConnectionOf;
type DemoConnection = ConnectionOf[Provider];

/** How the days of a shop go: by the sea, among offices, or where bread is baked. */
export type Rhythm = 'seaside' | 'offices' | 'bakery';

export type DemoBranch = {
  id: BranchId;
  name: string;
  address: string;
  city: string;
  /** The language its terminals speak; null: the merchant's. */
  locale: Locale | null;
  rhythm: Rhythm;
};

export type DemoMerchant<C extends DemoConnection = DemoConnection> = {
  id: MerchantId;
  slug: string;
  name: string;
  legalName: string;
  taxNumber: string;
  country: string;
  timeZone: string;
  cutOff: string;
  currency: CurrencyCode;
  locale: Locale;
  branches: readonly DemoBranch[];
  connections: readonly C[];
};

export type DemoPerson = {
  id: UserId;
  name: string;
  email: string;
  locale: Locale;
  memberships: readonly { merchantId: MerchantId; role: Role }[];
  /** Shown as a sign-in of the demo; the others are colleagues who appear in the history. */
  isShown: boolean;
};

/** A device of the demo. */
export function device(
  branch: DemoBranch,
  providerDeviceId: string,
  label: string,
  traffic: number,
  firstBatch: number,
  tids: DemoDevice['tids'] = {},
): DemoDevice {
  const id = idOf('device', providerDeviceId);
  return { id, providerDeviceId, label, branchId: branch.id, tids, traffic, firstBatch };
}

/** A person of the demo, with what they are to whom. */
export function person(
  name: string,
  email: string,
  locale: Locale,
  memberships: readonly (readonly [DemoMerchant, Role])[],
  isShown = true,
): DemoPerson {
  return {
    id: idOf('user', email),
    name,
    email,
    locale,
    memberships: memberships.map(([merchant, role]) => ({ merchantId: merchant.id, role })),
    isShown,
  };
}

/** The same id in every demo, so that addresses of pages can be kept. */
export function idOf<K extends IdKind>(kind: K, name: string): Id<K> {
  return createIdSource(() => SET_UP_AT, createDice(`${kind} ${name}`).bytes).next(kind);
}

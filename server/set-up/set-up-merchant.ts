import { eq, sql } from 'drizzle-orm';
import { changeScope, type Database, inScope, type Tx } from '#db/client.ts';
import { limits } from '#db/schema/approvals.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { memberships } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import { record } from '#server/audit/record.ts';
import type { SealingKey } from '#server/config/config.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { BranchId, ConnectionId, IdSource, MerchantId, UserId } from '#server/kernel/ids.ts';
import { currencyDigits } from '#server/kernel/money.ts';
import { isHosted } from '#server/kernel/providers.ts';
import { seal } from '#server/terminals/seal.ts';
import { answerTo, hashSecret, noticeAddress } from '#server/transactions/callback-address.ts';
import { hasFixedAddresses } from './fixed-addresses.ts';
import type { PlannedConnection, SetUpPlan } from './plan.ts';

type Deps = {
  now: Date;
  ids: IdSource;
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  auditKey: Uint8Array;
  hashPassword: (password: string) => Promise<string>;
  newPassword: () => string;
  /** A secret that nobody can guess: 32 bytes, base64url. */
  newSecret: () => string;
  /** Where the portal is reached from outside. */
  publicUrl: string;
};

/** The merchant's address is taken; nothing was changed. */
export class MerchantExists extends Error {
  constructor(slug: string) {
    super(`There is already a merchant ${slug}; nothing was changed.`);
  }
}

/** The password of a person who was added now; a person who was there already keeps the old one (null). */
export type AddedPerson = { name: string; email: string; role: string; password: string | null };

/** An account whose provider has to be told once where it sends every result, or notices of its pages. */
export type FixedAddresses = { label: string } & (
  | { kind: 'results'; success: string; failure: string }
  | { kind: 'notices'; notice: string }
);

/** What was added that nobody can look up later. */
export type Added = { people: AddedPerson[]; addresses: FixedAddresses[] };

/**
 * Adds one merchant with everything in the plan, in one commit, as the owner of the tables. Throws MerchantExists when
 * its address is taken.
 */
export async function setUpMerchant(owner: Database['db'], plan: SetUpPlan, deps: Deps): Promise<Added> {
  const merchantId = deps.ids.next('merchant');
  return inScope(owner, { system: true }, async (tx) => {
    const [taken] = await tx
      .select({ id: merchants.id })
      .from(merchants)
      .where(eq(merchants.slug, plan.slug));
    if (taken) throw new MerchantExists(plan.slug);
    await changeScope(tx, { merchantId });
    const {
      branches: _branches,
      people: _people,
      connections: _connections,
      refundLimit,
      ...merchant
    } = plan;
    await tx.insert(merchants).values({ ...merchant, id: merchantId, createdAt: deps.now });
    await addLimit(tx, merchantId, plan.currency, refundLimit, deps);
    const branchIds = await addBranches(tx, merchantId, plan, deps);
    const addresses = await addConnections(tx, merchantId, plan, branchIds, deps);
    const people = await addPeople(tx, merchantId, plan, deps);
    await changeScope(tx, { merchantId });
    await record(tx, merchantId, deps.auditKey, {
      at: deps.now,
      actor: { kind: 'system', id: 'set-up' },
      action: 'merchant.set-up',
      objectId: merchantId,
      result: 'done',
      data: { people: plan.people.length, connections: plan.connections.length },
    });
    return { people, addresses };
  });
}

async function addLimit(
  tx: Tx,
  merchantId: MerchantId,
  currency: SetUpPlan['currency'],
  { perSale, perDay }: SetUpPlan['refundLimit'],
  { now: setAt }: Deps,
): Promise<void> {
  const unit = 10 ** currencyDigits(currency);
  const [perSaleMinor, perDayMinor] = [perSale * unit, perDay * unit];
  await tx
    .insert(limits)
    .values({ merchantId, role: 'everyone', currency, perSaleMinor, perDayMinor, setAt });
}

async function addBranches(
  tx: Tx,
  merchantId: MerchantId,
  plan: SetUpPlan,
  deps: Deps,
): Promise<Map<string, BranchId>> {
  const ids = new Map<string, BranchId>();
  for (const branch of plan.branches) {
    const id = deps.ids.next('branch');
    await tx.insert(branches).values({ ...branch, merchantId, id });
    ids.set(branch.name, id);
  }
  return ids;
}

async function addConnections(
  tx: Tx,
  merchantId: MerchantId,
  plan: SetUpPlan,
  branchIds: ReadonlyMap<string, BranchId>,
  deps: Deps,
): Promise<FixedAddresses[]> {
  const addresses: FixedAddresses[] = [];
  for (const planned of plan.connections) {
    const id = deps.ids.next('connection');
    const { row, fixed } = toConnection(planned, { merchantId, id, createdAt: deps.now }, deps);
    if (fixed) addresses.push(fixed);
    await tx.insert(connections).values(row);
    for (const { branch, ...device } of planned.devices) {
      const branchId = branchIds.get(branch);
      if (!branchId) throw new Error(`There is no branch ${branch}`);
      const deviceId = deps.ids.next('device');
      await tx
        .insert(devices)
        .values({ ...device, merchantId, id: deviceId, connectionId: id, branchId, createdAt: deps.now });
    }
  }
  return addresses;
}

/** The row of an account, its credentials sealed for its place, and what its provider has to be told once. */
function toConnection(
  planned: PlannedConnection,
  place: { merchantId: MerchantId; id: ConnectionId; createdAt: Date },
  deps: Pick<Deps, 'sealingKeys' | 'newSecret' | 'publicUrl'>,
): { row: typeof connections.$inferInsert; fixed: FixedAddresses | null } {
  const { merchantId } = place;
  const { account, fixed } = describeAccount(planned, merchantId, deps);
  const binding = { merchantId, provider: planned.provider, field: 'credentials' } as const;
  const sealedCredentials = seal(deps.sealingKeys, binding, JSON.stringify(planned.credentials));
  return { row: { ...place, ...account, sealedCredentials }, fixed };
}

/**
 * An account without its credentials, and what its provider has to be told once: of that only the hash of the secret is in the
 * account.
 */
export function describeAccount(
  planned: PlannedConnection,
  merchantId: MerchantId,
  deps: Pick<Deps, 'newSecret' | 'publicUrl'>,
) {
  const { provider, environment, label, baseUrl } = planned;
  const secret = hasFixedAddresses(planned) ? deps.newSecret() : null;
  const fixed: FixedAddresses | null =
    secret === null ? null : { label, ...addressesOf(planned, merchantId, secret, deps) };
  return {
    account: {
      ...{ provider, environment, label, baseUrl },
      settings: settingsOf(planned),
      staticCallbackHash: secret && hashSecret(secret),
    },
    fixed,
  };
}

function addressesOf(
  { provider }: PlannedConnection,
  merchantId: MerchantId,
  secret: string,
  { publicUrl }: Pick<Deps, 'publicUrl'>,
):
  | Omit<Extract<FixedAddresses, { kind: 'results' }>, 'label'>
  | Omit<Extract<FixedAddresses, { kind: 'notices' }>, 'label'> {
  if (isHosted(provider))
    return { kind: 'notices', notice: noticeAddress(publicUrl, provider, merchantId, secret) };
  return { kind: 'results', ...answerTo(publicUrl, provider, merchantId, secret) };
}

/** What is stored of an account's choices, as its adapter reads it. */
function settingsOf(planned: PlannedConnection): object {
  switch (planned.provider) {
    case 'iyzico': {
      const { model, requestTimestampUnit } = planned;
      return { model, ...(requestTimestampUnit && { requestTimestampUnit }) };
    }
    case 'interpay':
    case 'pay_with_iyzico': {
      const { provider, environment, label, baseUrl, credentials, devices: _devices, ...settings } = planned;
      return settings;
    }
    default:
      return assertNever(planned);
  }
}

async function addPeople(
  tx: Tx,
  merchantId: MerchantId,
  plan: SetUpPlan,
  deps: Deps,
): Promise<AddedPerson[]> {
  const added: AddedPerson[] = [];
  for (const { name, email, role, locale } of plan.people) {
    await changeScope(tx, { signInEmail: email });
    const [known] = await tx
      .select({ id: users.id })
      .from(users)
      .where(eq(sql`lower(${users.email})`, email.toLowerCase()));
    const password = known ? null : deps.newPassword();
    const userId =
      known?.id ??
      (await addUser(tx, { name, email, locale: locale ?? plan.locale, password: password ?? '' }, deps));
    await changeScope(tx, { merchantId });
    await tx.insert(memberships).values({ merchantId, userId, role, createdAt: deps.now });
    added.push({ name, email, role, password });
  }
  return added;
}

async function addUser(
  tx: Tx,
  person: { name: string; email: string; locale: SetUpPlan['locale']; password: string },
  deps: Deps,
): Promise<UserId> {
  const id = deps.ids.next('user');
  await changeScope(tx, { userId: id });
  const { password, ...rest } = person;
  await tx
    .insert(users)
    .values({ ...rest, id, passwordHash: await deps.hashPassword(password), createdAt: deps.now });
  return id;
}

import { eq, sql } from 'drizzle-orm';
import { changeScope, type Database, inScope, type Tx } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { memberships } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import { record } from '#server/audit/record.ts';
import type { SealingKey } from '#server/config/config.ts';
import type { BranchId, IdSource, MerchantId, UserId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import type { SetUpPlan } from './plan.ts';

type Deps = {
  now: Date;
  ids: IdSource;
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  auditKey: Uint8Array;
  hashPassword: (password: string) => Promise<string>;
  newPassword: () => string;
};

/** The merchant's address is taken; nothing was changed. */
export class MerchantExists extends Error {
  constructor(slug: string) {
    super(`There is already a merchant ${slug}; nothing was changed.`);
  }
}

/** The password of a person who was added now; a person who was there already keeps the old one (null). */
export type AddedPerson = { name: string; email: string; role: string; password: string | null };

/**
 * Adds one merchant with everything in the plan, in one commit, as the owner of the tables. Throws MerchantExists when
 * its address is taken.
 */
export async function setUpMerchant(
  owner: Database['db'],
  plan: SetUpPlan,
  deps: Deps,
): Promise<AddedPerson[]> {
  const merchantId = deps.ids.next('merchant');
  return inScope(owner, { system: true }, async (tx) => {
    const [taken] = await tx
      .select({ id: merchants.id })
      .from(merchants)
      .where(eq(merchants.slug, plan.slug));
    if (taken) throw new MerchantExists(plan.slug);
    await changeScope(tx, { merchantId });
    const { branches: _branches, people: _people, connections: _connections, ...merchant } = plan;
    await tx.insert(merchants).values({ ...merchant, id: merchantId, createdAt: deps.now });
    const branchIds = await addBranches(tx, merchantId, plan, deps);
    await addConnections(tx, merchantId, plan, branchIds, deps);
    const added = await addPeople(tx, merchantId, plan, deps);
    await changeScope(tx, { merchantId });
    await record(tx, merchantId, deps.auditKey, {
      at: deps.now,
      actor: { kind: 'system', id: 'set-up' },
      action: 'merchant.set-up',
      objectId: merchantId,
      result: 'done',
      data: { people: plan.people.length, connections: plan.connections.length },
    });
    return added;
  });
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
): Promise<void> {
  for (const planned of plan.connections) {
    const { credentials, devices: terminals, model, requestTimestampUnit, ...connection } = planned;
    const id = deps.ids.next('connection');
    const place = { merchantId, provider: connection.provider, field: 'credentials' } as const;
    await tx.insert(connections).values({
      ...connection,
      merchantId,
      id,
      settings: { model, ...(requestTimestampUnit && { requestTimestampUnit }) },
      sealedCredentials: seal(deps.sealingKeys, place, JSON.stringify(credentials)),
      createdAt: deps.now,
    });
    for (const { branch, ...device } of terminals) {
      const branchId = branchIds.get(branch);
      if (!branchId) throw new Error(`There is no branch ${branch}`);
      const deviceId = deps.ids.next('device');
      await tx
        .insert(devices)
        .values({ ...device, merchantId, id: deviceId, connectionId: id, branchId, createdAt: deps.now });
    }
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

import { inScope } from '#db/client.ts';
import { listMerchantsOfUser, type MerchantRow, type Place, type UserRow } from '#db/queries/users.ts';
import type { Role } from '#db/schema/memberships.ts';
import { record } from '#server/audit/record.ts';
import type { BranchId, UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from './context.ts';
import { createContext } from './create-context.ts';
import { may, type Permission } from './permissions.ts';
import { createRateLimit } from './rate-limit.ts';
import { findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';

/** A signed-in person in one merchant, not yet checked for a permission. */
export type Member = {
  user: UserRow;
  factorAt: Date;
  merchant: MerchantRow;
  role: Role;
  branchIds: readonly BranchId[] | null;
  /** Every merchant the person may open, this one included, by name. */
  merchants: MyMerchant[];
};

/** The signed-in person, whatever the merchant. */
export type SignedInPerson = { id: UserId; name: string; email: string; locale: Locale };

/** A merchant the signed-in person may open. */
export type MyMerchant = { slug: string; name: string; role: Role };

/** `isBackground`: the request was made by the page, not by the person, and does not keep the session alive. */
export type ReadKind = { isBackground?: boolean };

/**
 * Session row, person, memberships and merchants in one short transaction that sees only the person's own rows. Throws
 * NotSignedIn, or NotFound alike for a merchant that does not exist and one the person does not work for.
 */
export async function findMember(
  runtime: Runtime,
  token: SessionToken | null,
  merchantSlug: string,
  { isBackground = false }: ReadKind = {},
): Promise<Member> {
  if (!token) throw new NotSignedIn();
  const found = await inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const session = await findSession(tx, token, runtime.clock.now(), { touch: !isBackground });
    if (!session) return null;
    return { ...session, places: await listMerchantsOfUser(tx, token.userId) };
  });
  if (!found) throw new NotSignedIn();
  const { user, factorAt, places } = found;
  const place = places.find(({ merchant }) => merchant.slug === merchantSlug);
  if (!place) throw new NotFound();
  return { user, factorAt, ...place, merchants: toMerchants(places) };
}

/** The context in which a member may use a permission; throws Forbidden, and keeps the refusal in the audit. */
export async function permit<P extends Permission>(
  runtime: Runtime,
  member: Member,
  permission: P,
): Promise<Context<P>> {
  const { user, factorAt, merchant, role, branchIds } = member;
  if (!may(member, permission)) {
    await recordRefusal(runtime, member, permission);
    throw new Forbidden();
  }
  return createContext(
    runtime,
    merchant,
    { kind: 'user', id: user.id, name: user.name, role, locale: user.locale, branchIds, factorAt },
    permission,
  );
}

/** `findMember` and `permit` in one: what every entry point of the product stands on. */
export async function authorise<P extends Permission>(
  runtime: Runtime,
  token: SessionToken | null,
  merchantSlug: string,
  permission: P,
  readKind: ReadKind = {},
): Promise<Context<P>> {
  return permit(runtime, await findMember(runtime, token, merchantSlug, readKind), permission);
}

/** The signed-in person and the merchants it may open, by name; throws NotSignedIn. */
export async function findPerson(
  runtime: Runtime,
  token: SessionToken | null,
): Promise<{ person: SignedInPerson; merchants: MyMerchant[] }> {
  if (!token) throw new NotSignedIn();
  const found = await inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const session = await findSession(tx, token, runtime.clock.now(), { touch: true });
    return session && { user: session.user, places: await listMerchantsOfUser(tx, token.userId) };
  });
  if (!found) throw new NotSignedIn();
  return { person: toPerson(found.user), merchants: toMerchants(found.places) };
}

/** What of a stored person its own pages show. */
export function toPerson({ id, name, email, locale }: UserRow): SignedInPerson {
  return { id, name, email, locale };
}

function toMerchants(places: readonly Place[]): MyMerchant[] {
  return places.map(({ merchant, role }) => ({ slug: merchant.slug, name: merchant.name, role }));
}

/** The same refusal again and again, from a page that polls, is one fact: it must not crowd the chain nor its lock. */
const refusals = createRateLimit({ burst: 3, perMinute: 1 });

async function recordRefusal(
  runtime: Runtime,
  { user, merchant, role }: Pick<Member, 'user' | 'merchant' | 'role'>,
  permission: Permission,
): Promise<void> {
  const at = runtime.clock.now();
  runtime.log.warn({ userId: user.id, merchantId: merchant.id, role, permission }, 'permission refused');
  if (!refusals.take(`${merchant.id} ${user.id} ${permission}`, at)) return;
  await inScope(runtime.db, { merchantId: merchant.id, userId: user.id }, (tx) =>
    record(tx, merchant.id, runtime.config.auditKey, {
      at,
      actor: { kind: 'user', id: user.id },
      action: 'permission.refused',
      objectId: user.id,
      result: 'refused',
      data: { permission, role },
    }),
  );
}

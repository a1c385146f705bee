import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { memberships, ROLES, type Role } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import { authorise, findPerson } from '#server/auth/authorise.ts';
import { assertSafeDatabaseRole, UnsafeDatabaseRole } from '#server/auth/boot-check.ts';
import { Forbidden, NotFound, NotSignedIn } from '#server/auth/context.ts';
import { PERMISSIONS, type Permission } from '#server/auth/permissions.ts';
import type { SessionToken } from '#server/auth/session-token.ts';
import { createTenants, type Tenants, type TestPerson } from '#tests/support/tenants.ts';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await createTenants();
});
afterAll(() => tenants.close());

function signedIn(person: TestPerson): Promise<SessionToken> {
  return tenants.signIn(person);
}

function enter(token: SessionToken | null, slug = 'alfa', permission: Permission = 'transactions:see') {
  return authorise(tenants.runtime, token, slug, permission);
}

/** Who may what, written down a second time so that a slip in the product's own table is seen. */
const MAY: Record<Permission, readonly Role[]> = {
  'transactions:see': ['support', 'accountant', 'manager', 'admin'],
  'transactions:ask': ['support', 'accountant', 'manager'],
  'transactions:export': ['accountant', 'manager'],
  'views:share': ['accountant', 'manager'],
  'sale:start': ['manager'],
  'sale:abort': ['manager'],
  'void:start': ['manager'],
  'refund:start': ['manager'],
  'refund:request': ['accountant', 'manager'],
  'refund:approve': ['manager'],
  'end-of-day:run': ['accountant', 'manager'],
  'end-of-day:plan': ['accountant', 'manager'],
  'resolution:make': ['accountant', 'manager'],
  'resolution:check': ['manager'],
  'reports:see': ['accountant', 'manager'],
  'variances:settle': ['accountant', 'manager'],
  'reports:review': ['accountant', 'manager'],
  'reports:approve': ['manager'],
  'days:reopen': ['accountant', 'manager'],
  'receipts:print': ['support', 'accountant', 'manager'],
  'slips:design': ['admin'],
  'devices:see': ['accountant', 'manager', 'admin'],
  'connections:see': ['manager', 'admin'],
  'connections:test': ['admin'],
  'privacy:manage': ['admin'],
  'approvals:see': ['accountant', 'manager', 'admin'],
  'approvals:decide': ['manager', 'admin'],
  'limits:see': ['manager', 'admin'],
  'limits:set': ['admin'],
  'limits:check': ['manager', 'admin'],
  'audit:read': ['accountant', 'manager', 'admin'],
  'users:see': ['manager', 'admin'],
  'users:manage': ['admin'],
  'users:invite-support': ['manager', 'admin'],
  'branches:manage': ['admin'],
  'devices:manage': ['admin'],
  'connections:manage': ['admin'],
  'merchant:change': ['admin'],
};

describe.each(ROLES)('a person with the role %s', (role) => {
  test('gets a context for exactly what the role includes; every other wish is refused and kept in the audit', async () => {
    const person = await tenants.person({ alfa: role });
    const token = await signedIn(person);
    for (const permission of PERMISSIONS) {
      if (MAY[permission].includes(role)) {
        await expect(enter(token, 'alfa', permission)).resolves.toMatchObject({
          permission,
          actor: { id: person.id, role },
        });
      } else {
        await expect(enter(token, 'alfa', permission), permission).rejects.toThrow(Forbidden);
      }
    }
    const refused = await tenants.asOwner((db) =>
      db
        .select({ data: auditLog.data, result: auditLog.result, merchantId: auditLog.merchantId })
        .from(auditLog)
        .where(and(eq(auditLog.actorId, person.id), eq(auditLog.action, 'permission.refused'))),
    );
    const expected = PERMISSIONS.filter((permission) => !MAY[permission].includes(role));
    expect(refused).toEqual(
      expected.map((permission) => ({
        data: { permission, role },
        result: 'refused',
        merchantId: tenants.alfa,
      })),
    );
  });
});

describe('entering a merchant', () => {
  test('is not found alike for another merchant and for one that does not exist', async () => {
    const token = await signedIn(await tenants.person({ alfa: 'manager' }));
    const messages = [];
    for (const slug of ['beta', 'gamma']) {
      const error = await enter(token, slug).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(NotFound);
      messages.push(String(error));
    }
    expect(messages[0]).toBe(messages[1]);
  });

  test.each([
    '',
    '..',
    '../beta',
    'alfa/../beta',
    'ALFA',
    'alfa ',
    "alfa' or '1'='1",
    'al%',
    'alf_',
    'alfa\u0000',
    'alfa\r\n',
    '%00',
    '__proto__',
    '😀',
    'a'.repeat(65_536),
  ])('%j is no merchant', async (slug) => {
    const token = await signedIn(await tenants.person({ alfa: 'manager' }));
    await expect(enter(token, slug)).rejects.toThrow(NotFound);
  });

  test('gives the role the person has there, not the one it has elsewhere', async () => {
    const token = await signedIn(await tenants.person({ alfa: 'manager', beta: 'support' }));
    await expect(enter(token, 'alfa', 'sale:start')).resolves.toMatchObject({ merchant: { slug: 'alfa' } });
    await expect(enter(token, 'beta', 'sale:start')).rejects.toThrow(Forbidden);
  });

  test('follows a change of role at the very next request', async () => {
    const person = await tenants.person({ alfa: 'manager' });
    const token = await signedIn(person);
    await expect(enter(token, 'alfa', 'refund:start')).resolves.toBeDefined();
    const mine = and(eq(memberships.userId, person.id), eq(memberships.merchantId, tenants.alfa));
    await tenants.asOwner((db) => db.update(memberships).set({ role: 'support' }).where(mine));
    await expect(enter(token, 'alfa', 'refund:start')).rejects.toThrow(Forbidden);
    await tenants.asOwner((db) => db.delete(memberships).where(mine));
    await expect(enter(token)).rejects.toThrow(NotFound);
  });

  test('without a session is refused before anything about the merchant is told', async () => {
    await expect(enter(null, 'alfa')).rejects.toThrow(NotSignedIn);
    await expect(enter(null, 'gamma')).rejects.toThrow(NotSignedIn);
    const { id } = await tenants.person({ alfa: 'manager' });
    await expect(enter({ userId: id, secret: 'A'.repeat(43) })).rejects.toThrow(NotSignedIn);
  });

  test('lists the merchants of the person by name, and no other', async () => {
    const [both, one] = [
      await signedIn(await tenants.person({ beta: 'support', alfa: 'admin' })),
      await signedIn(await tenants.person({ beta: 'accountant' })),
    ];
    const list = async (token: SessionToken) => (await findPerson(tenants.runtime, token)).merchants;
    expect(await list(both)).toEqual([
      { slug: 'alfa', name: 'alfa', role: 'admin' },
      { slug: 'beta', name: 'beta', role: 'support' },
    ]);
    expect(await list(one)).toEqual([{ slug: 'beta', name: 'beta', role: 'accountant' }]);
  });

  test('opens transactions that see the rows of this merchant only', async () => {
    const [mine, theirs] = [
      await tenants.person({ alfa: 'manager' }),
      await tenants.person({ beta: 'admin' }),
    ];
    const ctx = await enter(await signedIn(mine));
    const seen = await ctx.inTransaction(async (tx) => ({
      merchants: (await tx.select().from(merchants)).map((row) => row.id),
      members: [...new Set((await tx.select().from(memberships)).map((row) => row.merchantId))],
      people: (await tx.select().from(users)).map((row) => row.id),
    }));
    expect(seen.merchants).toEqual([tenants.alfa]);
    expect(seen.members).toEqual([tenants.alfa]);
    expect(seen.people).toContain(mine.id);
    expect(seen.people).not.toContain(theirs.id);
  });
});

describe('the start of the process', () => {
  test('is allowed with the application’s role', async () => {
    await expect(assertSafeDatabaseRole(tenants.runtime.db)).resolves.toBeUndefined();
  });

  test.each([
    ['a superuser', 'superuser', 'is a superuser'],
    ['a role that bypasses the policies', 'nosuperuser bypassrls', 'bypasses row-level security'],
    ['a role that may become the owner', 'nosuperuser in role keeper', 'owns tables'],
  ])('is refused with %s', async (_what, attributes, reason) => {
    const name = `unsafe_${attributes.replaceAll(' ', '_')}`;
    await tenants.asOwner(async (db) => {
      await db.execute('do $$ begin create role keeper; exception when duplicate_object then null; end $$');
      await db.execute('alter table merchants owner to keeper');
      await db.execute(`create role ${name} login password 'test' ${attributes}`);
    });
    const url = new URL(tenants.ownerUrl);
    url.username = name;
    url.password = 'test';
    const { db, close } = openDatabase(url.href, { maxConnections: 1, name: 'test' });
    const outcome = await assertSafeDatabaseRole(db).catch((error: unknown) => error);
    await close();
    await tenants.asOwner((owner) => owner.execute(`drop role ${name}`));
    expect(outcome).toBeInstanceOf(UnsafeDatabaseRole);
    expect(String(outcome)).toContain(reason);
  });
});

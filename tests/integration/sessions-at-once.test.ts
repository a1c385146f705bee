import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inScope, type Tx } from '#db/client.ts';
import { insertAuthenticator, listAuthenticators } from '#db/queries/authenticators.ts';
import { lockUser } from '#db/queries/users.ts';
import { authorise } from '#server/auth/authorise.ts';
import { NotSignedIn } from '#server/auth/context.ts';
import { openWholeSession } from '#server/auth/open-session.ts';
import { findHalfSession } from '#server/auth/session.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { endSessionsOf } from '#server/people/end-sessions.ts';
import { resetFactor } from '#server/people/reset-factor.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { ids } from '#tests/factories/ids.ts';
import { withMail } from '#tests/support/letters.ts';
import { createTenants, type Tenants } from '#tests/support/tenants.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let tenants: Tenants;
let runtime: Runtime;
beforeAll(async () => {
  tenants = await createTenants();
  runtime = withMail(tenants.runtime);
});
afterAll(() => tenants.close());

test('a session that is being opened at that moment ends with the others', async () => {
  const person = await tenants.person({ alfa: 'manager' });
  const half = await tenants.givePassword(person);
  const admin = await administrator();
  const secret = await during(
    person.id,
    async (tx) => {
      const found = await findHalfSession(tx, half, runtime.clock.now());
      return found && openWholeSession(runtime, tx, found.row);
    },
    () => endSessionsOf(admin, person.id),
  );
  const whole = { userId: person.id, secret: secret ?? '' };
  await expect(authorise(runtime, whole, 'alfa', 'transactions:see')).rejects.toThrow(NotSignedIn);
});

test('a second factor that is being set up at that moment is reset too', async () => {
  const person = await tenants.person({ alfa: 'manager' }, { hasFactor: false });
  const admin = await administrator();
  await during(
    person.id,
    (tx) =>
      insertAuthenticator(tx, {
        ...{ userId: person.id, id: ids.next('authenticator'), kind: 'passkey', label: 'Key' },
        ...{ sealedSecret: null, lastStep: null, credentialId: 'c2V0LXVw', publicKey: 'AA', signCount: 0 },
        ...{ transports: [], createdAt: runtime.clock.now(), lastUsedAt: null },
      }),
    () => resetFactor(admin, person.id),
  );
  const left = await inScope(runtime.db, { userId: person.id }, (tx) => listAuthenticators(tx, person.id));
  expect(left).toEqual([]);
});

async function administrator() {
  const session = await tenants.signIn(await tenants.person({ alfa: 'admin' }));
  return authorise(runtime, session, 'alfa', 'users:manage');
}

/** Has a person do one thing and, before it is written, an administrator the other one, until that waits; what the first made. */
async function during<T>(
  userId: UserId,
  one: (tx: Tx) => Promise<T>,
  other: () => Promise<unknown>,
): Promise<T> {
  const { made, waiting } = await inScope(runtime.db, { userId }, async (tx) => {
    // As signing in does.
    await lockUser(tx, userId);
    const made = await one(tx);
    const waiting = { end: other() };
    await waitFor(isSomebodyWaiting, 'the administrator to wait');
    return { made, waiting };
  });
  await waiting.end;
  return made;
}

/** Whether one connection to this database waits for another one's lock. */
function isSomebodyWaiting(): Promise<boolean> {
  return inScope(runtime.db, { merchantId: tenants.alfa }, async (tx) => {
    const waiting = await tx.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    return waiting.length > 0;
  });
}

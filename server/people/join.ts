import { inScope, violatedConstraint } from '#db/client.ts';
import { acceptInvitationRow, findInvitation } from '#db/queries/invitations.ts';
import { insertMembership } from '#db/queries/members.ts';
import { findUserByEmail, insertUser } from '#db/queries/users.ts';
import type { Role } from '#db/schema/memberships.ts';
import { record } from '#server/audit/record.ts';
import { hashPassword } from '#server/auth/password.ts';
import { type PasswordFlaw, passwordFlaw } from '#server/auth/password-rule.ts';
import { findSession } from '#server/auth/session.ts';
import type { SessionToken } from '#server/auth/session-token.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { readToken } from '#server/transactions/callback-address.ts';

/**
 * How an invitation is accepted: `new` chooses a password; `ready` is signed in already, `sign_in` has to first, and `other` is
 * signed in as somebody else.
 */
export type Joining = 'new' | 'ready' | 'sign_in' | 'other';

/** An invitation as the person who has its address sees it. */
export type InvitationView = {
  merchantName: string;
  merchantSlug: string;
  name: string;
  email: string;
  role: Role;
  locale: Locale;
  joining: Joining;
};

/** That somebody joined, where, and whether we did not know them before. */
export type Joined = { merchantSlug: string; isNew: boolean };

/** Why nobody joined. `gone`: the address opens nothing, or nothing any more. */
export type JoinFailure = { kind: 'gone' } | { kind: Exclude<Joining, 'new' | 'ready'> } | PasswordFailure;
type PasswordFailure = { kind: 'password'; flaw: PasswordFlaw };

type Process = Pick<Runtime, 'db' | 'clock' | 'ids' | 'config'>;

/** What an invitation's address opens for whoever asks; null when it opens nothing, without saying why. */
export async function readInvitation(
  runtime: Process,
  token: string,
  session: SessionToken | null,
): Promise<InvitationView | null> {
  const key = readToken(token);
  if (!key) return null;
  const found = await inScope(runtime.db, { merchantId: key.merchantId }, (tx) =>
    findInvitation(tx, key, runtime.clock.now()),
  );
  if (!found) return null;
  const { invitation, merchant } = found;
  const { name, email, role, locale } = invitation;
  const { joining } = await howTo(runtime, email, session);
  return { merchantName: merchant.name, merchantSlug: merchant.slug, name, email, role, locale, joining };
}

/**
 * Makes somebody who was asked work for the merchant, once: a person we do not know yet with a password they choose, one we know
 * only as whoever is signed in. Nothing is changed unless all of it is.
 */
export async function join(
  runtime: Process,
  token: string,
  { password, session }: { password: string; session: SessionToken | null },
): Promise<Result<Joined, JoinFailure>> {
  const key = readToken(token);
  const view = await readInvitation(runtime, token, session);
  if (!key || !view) return err({ kind: 'gone' });
  const { joining, userId: known } = await howTo(runtime, view.email, session);
  if (joining === 'sign_in' || joining === 'other') return err({ kind: joining });
  const flaw = joining === 'new' ? passwordFlaw(password, view.email) : null;
  if (flaw) return err({ kind: 'password', flaw });
  // Hashing happens before the transaction, never inside one.
  const passwordHash = joining === 'new' ? await hashPassword(password) : null;
  const userId = known ?? runtime.ids.next('user');
  const at = runtime.clock.now();
  try {
    return await inScope(runtime.db, { merchantId: key.merchantId, userId }, async (tx) => {
      const row = await acceptInvitationRow(tx, key, { userId, at });
      if (!row) return err({ kind: 'gone' });
      const { merchantId, name, email, locale, role, branchIds } = row;
      if (passwordHash !== null)
        await insertUser(tx, { id: userId, name, email, locale, passwordHash, createdAt: at });
      await insertMembership(tx, { merchantId, userId, role, branchIds, createdAt: at });
      await record(tx, merchantId, runtime.config.auditKey, {
        at,
        actor: { kind: 'user', id: userId },
        action: 'user.joined',
        objectId: userId,
        result: 'done',
        data: { invitation: row.id, role, branches: branchIds?.join(' ') ?? 'all', isNew: known === null },
      });
      return ok({ merchantSlug: view.merchantSlug, isNew: known === null });
    });
  } catch (error) {
    // The same address was taken meanwhile, by another invitation: from now on they sign in with it.
    if (violatedConstraint(error) === 'users_email') return err({ kind: 'sign_in' });
    throw error;
  }
}

async function howTo(
  { db, clock }: Process,
  email: string,
  token: SessionToken | null,
): Promise<{ joining: Joining; userId: UserId | null }> {
  const known = await inScope(db, { signInEmail: email }, (tx) => findUserByEmail(tx, email));
  const session =
    token &&
    (await inScope(db, { userId: token.userId }, (tx) =>
      findSession(tx, token, clock.now(), { touch: false }),
    ));
  if (!known) return { joining: 'new', userId: null };
  if (!session) return { joining: 'sign_in', userId: known.id };
  return { joining: session.user.id === known.id ? 'ready' : 'other', userId: known.id };
}

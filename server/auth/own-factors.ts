import { inScope, type Tx } from '#db/client.ts';
import { deleteAuthenticator, listAuthenticators, renameAuthenticator } from '#db/queries/authenticators.ts';
import type { SessionRow } from '#db/queries/sessions.ts';
import { lockUser, type UserRow } from '#db/queries/users.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { tellOfChange } from '#server/people/tell-of-change.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { NotSignedIn } from './context.ts';
import { findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';
import {
  draftTotp,
  type NewFactor,
  type NewFactorRefusal,
  storeFactor,
  type TotpDraft,
} from './set-up-factor.ts';

/** A secret for another app of who is signed in; kept nowhere until its first code comes back with it. Throws NotSignedIn. */
export async function draftFactor(runtime: Runtime, token: SessionToken): Promise<TotpDraft> {
  return inOwnScope(runtime, token, async (_tx, { user }) => draftTotp(runtime, user));
}

/** Keeps one more second factor of the person, who is told. Throws NotSignedIn. */
export async function addFactor(
  runtime: Runtime,
  token: SessionToken,
  factor: NewFactor,
): Promise<Result<null, NewFactorRefusal>> {
  return inOwnScope(runtime, token, async (tx, own) => {
    const stored = await storeFactor(runtime, tx, own, factor);
    if (!stored.ok) return stored;
    await recordEverywhere(tx, own.user.id, runtime.config.auditKey, {
      ...{ at: runtime.clock.now(), action: 'factor.added', result: 'done' },
      data: { factor: factor.kind },
    });
    await tellOfChange(runtime, tx, own.user, 'factor_added');
    return ok(null);
  });
}

/** Calls one of the person's second factors something else; `gone` when there is none such. Throws NotSignedIn. */
export async function renameFactor(
  runtime: Runtime,
  token: SessionToken,
  { id, label }: { id: string; label: string },
): Promise<Result<null, 'gone'>> {
  return inOwnScope(runtime, token, async (tx, { user }) => {
    const factor = (await listAuthenticators(tx, user.id)).find((one) => one.id === id);
    if (!factor) return err('gone');
    await renameAuthenticator(tx, factor, label);
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at: runtime.clock.now(), action: 'factor.renamed', result: 'done' },
      data: { factor: factor.kind },
    });
    return ok(null);
  });
}

/** Takes one of the person's second factors away, never the `last` one, and tells them. Throws NotSignedIn. */
export async function removeFactor(
  runtime: Runtime,
  token: SessionToken,
  { id }: { id: string },
): Promise<Result<null, 'gone' | 'last'>> {
  return inOwnScope(runtime, token, async (tx, { user }) => {
    const factors = await listAuthenticators(tx, user.id);
    const factor = factors.find((one) => one.id === id);
    if (!factor) return err('gone');
    if (factors.length === 1) return err('last');
    await deleteAuthenticator(tx, factor);
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at: runtime.clock.now(), action: 'factor.removed', result: 'done' },
      data: { factor: factor.kind },
    });
    await tellOfChange(runtime, tx, user, 'factor_removed');
    return ok(null);
  });
}

/** In a transaction of the person with a whole session, whose row is locked: of two tabs the second sees what the first did. */
export async function inOwnScope<T>(
  { db, clock }: Runtime,
  token: SessionToken,
  work: (tx: Tx, own: { user: UserRow; row: SessionRow }) => Promise<T>,
): Promise<T> {
  return inScope(db, { userId: token.userId }, async (tx) => {
    const user = await lockUser(tx, token.userId);
    const session = user && (await findSession(tx, token, clock.now(), { touch: true }));
    if (!user || !session) throw new NotSignedIn();
    return work(tx, { user, row: session.row });
  });
}

import { deleteIdentities } from '#db/queries/identities.ts';
import { recordEverywhere } from '#server/audit/record-everywhere.ts';
import { inOwnScope } from '#server/auth/own-factors.ts';
import type { SessionToken } from '#server/auth/session-token.ts';
import { tellOfChange } from '#server/people/tell-of-change.ts';
import type { Runtime } from '#server/runtime/runtime.ts';

/** Takes what links the person's account to a provider of single sign-on away, and tells them. Throws NotSignedIn. */
export async function unlink(runtime: Runtime, token: SessionToken): Promise<void> {
  await inOwnScope(runtime, token, async (tx, { user }) => {
    if ((await deleteIdentities(tx, user.id)) === 0) return;
    await recordEverywhere(tx, user.id, runtime.config.auditKey, {
      ...{ at: runtime.clock.now(), action: 'sso.unlinked', result: 'done' },
      data: {},
    });
    await tellOfChange(runtime, tx, user, 'sso_unlinked');
  });
}

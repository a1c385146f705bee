'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { changePassword, endSessions, renewRecoveryCodes } from '#server/auth/account.ts';
import { personAction } from '#server/auth/action.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { err, ok } from '#server/kernel/result.ts';

// A password is taken as it is: its rule looks at it.
const password = z.string().max(2000).default('');

/** Changes the person's password; every session ends. */
export const changePasswordAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  // Each takes a tenth of a second of a core, twice.
  limit: { burst: 10, perMinute: 10 },
  schema: z
    .strictObject({
      username: z.string().max(320).optional(),
      currentPassword: password,
      password,
      passwordAgain: password,
    })
    .refine((form) => form.password === form.passwordAgain, {
      path: ['passwordAgain'],
      error: messageKey('join.password.different'),
    }),
  verb: async ({ runtime, token }, form) => {
    const changed = await changePassword(runtime, token, {
      current: form.currentPassword,
      next: form.password,
    });
    if (changed.ok) return ok(null);
    switch (changed.error) {
      case 'wrong':
        return err({ fieldErrors: { currentPassword: 'account.password.problems.wrong' as const } });
      case 'locked':
        return err({ formError: 'account.password.problems.locked' as const });
      case 'same':
        return err({ fieldErrors: { password: 'account.password.problems.same' as const } });
      default:
        return err({ fieldErrors: { password: `join.password.flaws.${changed.error}` as const } });
    }
  },
});

/** Gives the person ten new recovery codes, shown this once. */
export const renewCodesAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: z.strictObject({}),
  verb: async ({ runtime, token }) => ok(await renewRecoveryCodes(runtime, token)),
});

/** Ends one of the person's sessions (`session`), or with `others` all but this one. */
export const endSessionsAction = personAction({
  stage: 'signed-in',
  schema: z.strictObject({ session: z.string().max(40) }),
  verb: async ({ runtime, token }, { session }) => {
    const ended = await endSessions(runtime, token, session === 'others' ? 'others' : { id: session });
    refresh();
    return ok(ended);
  },
});

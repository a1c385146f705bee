'use server';

import { z } from 'zod';
import type { PasswordFlaw } from '#server/auth/password-rule.ts';
import { publicAction } from '#server/auth/public-action.ts';
import { isSlowed, saySlowed, tryFrom } from '#server/auth/try-from.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { err, ok } from '#server/kernel/result.ts';
import { join } from '#server/people/join.ts';
import { choosePassword, requestReset } from '#server/people/reset-password.ts';

// Whoever has the address of a letter may do what it says, and nobody else: there is no session to ask for yet.

const token = z.string().max(100);
const language = z.enum(LOCALES).optional();
// A password is taken as it is: its rule looks at it.
const password = z.string().max(2000).default('');

type Passwords = { password: string; passwordAgain: string };
const areSame = (form: Passwords) => form.password === form.passwordAgain;
const notSame = { path: ['passwordAgain'], error: messageKey('join.password.different') };

const username = z.string().max(320).optional();

/** Fast enough for a hand that mistypes, too slow for a search. */
const limit = { burst: 20, perMinute: 20 };

/** Accepts an invitation. */
export const acceptInvitationAction = publicAction({
  schema: z.object({ token, language, username, password, passwordAgain: password }).refine(areSame, notSame),
  limit,
  verb: async ({ runtime, session, asker }, form) => {
    const joined = await tryFrom(
      runtime,
      asker,
      () => join(runtime, form.token, { password: form.password, session }),
      (tried) => !tried.ok && tried.error.kind === 'gone',
    );
    if (joined.ok) return joined;
    const { error } = joined;
    if (isSlowed(error)) return err(saySlowed(error));
    switch (error.kind) {
      case 'password':
        return err({ fieldErrors: { password: flawOf(error.flaw) } });
      case 'gone':
        return err({ formError: 'join.gone.text' as const });
      case 'sign_in':
      case 'other':
        return err({ formError: 'join.invitation.signIn' as const });
    }
  },
});

/** Gives whoever has the address of a letter another password. */
export const choosePasswordAction = publicAction({
  schema: z.object({ token, language, username, password, passwordAgain: password }).refine(areSame, notSame),
  limit,
  verb: async ({ runtime, asker }, form) => {
    const chosen = await tryFrom(
      runtime,
      asker,
      () => choosePassword(runtime, form.token, form.password),
      (tried) => !tried.ok && tried.error.kind === 'gone',
    );
    if (chosen.ok) return chosen;
    if (isSlowed(chosen.error)) return err(saySlowed(chosen.error));
    return chosen.error.kind === 'gone'
      ? err({ formError: 'join.gone.text' as const })
      : err({ fieldErrors: { password: flawOf(chosen.error.flaw) } });
  },
});

/** Has a letter sent in which a password can be chosen; says the same to everybody. */
export const forgotPasswordAction = publicAction({
  schema: z.object({
    email: z
      .string()
      .max(320)
      .transform((text) => text.trim())
      .pipe(z.email({ error: messageKey('signIn.errors.email') }).max(254)),
  }),
  // Each may send a letter to somebody else.
  limit: { burst: 5, perMinute: 5 },
  verb: async ({ runtime, asker }, { email }) => {
    const asked = await tryFrom<void, never>(
      runtime,
      asker,
      async () => ok(await requestReset(runtime, email)),
      // Each counts, for whomever it is: what is counted must not tell who exists.
      () => true,
    );
    return asked.ok ? ok(null) : err(saySlowed(asked.error));
  },
});

function flawOf(flaw: PasswordFlaw) {
  return `join.password.flaws.${flaw}` as const;
}

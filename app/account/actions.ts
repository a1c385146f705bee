'use server';

import { cookies } from 'next/headers';
import { z } from 'zod';
import { changeDetails, changePassword, endSessions, renewRecoveryCodes } from '#server/auth/account.ts';
import { personAction } from '#server/auth/action.ts';
import { newFactorForm, sayNewFactor } from '#server/auth/factor-forms.ts';
import { addFactor, draftFactor, removeFactor, renameFactor } from '#server/auth/own-factors.ts';
import { askForPasskey } from '#server/auth/set-up-factor.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { LOCALE_COOKIE, LOCALES } from '#server/kernel/locale.ts';
import { err, ok } from '#server/kernel/result.ts';
import { qrModules } from '#server/receipts/qr-modules.ts';
import { unlink } from '#server/single-sign-on/unlink.ts';
import { requiredTextField } from '#server/transactions/form-fields.ts';

// A password is taken as it is: its rule looks at it.
const password = z.string().max(2000).default('');
const factor = z.string().max(40);
const nothing = z.strictObject({});

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
      default:
        return err({ fieldErrors: { password: `join.password.flaws.${changed.error}` as const } });
    }
  },
});

/** Changes what the person is called and in which language they are spoken to, here and in letters. */
export const changeDetailsAction = personAction({
  stage: 'signed-in',
  schema: z.strictObject({ name: requiredTextField(100), locale: z.enum(LOCALES) }),
  verb: async ({ runtime, token }, details) => {
    await changeDetails(runtime, token, details);
    (await cookies()).set(LOCALE_COOKIE, details.locale, {
      ...{ path: '/', maxAge: 365 * 24 * 3600, sameSite: 'lax', httpOnly: true },
    });
    return ok(null);
  },
});

/** A new secret for another app, drawn and typed: who sees it has just shown that it is them. */
export const draftFactorAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: nothing,
  verb: async ({ runtime, token }) => {
    const { sealed, typed, address } = await draftFactor(runtime, token);
    return ok({ sealed, typed, modules: qrModules(address) });
  },
});

/** What the browser is to make another passkey of. */
export const makeOwnPasskeyAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: nothing,
  verb: async ({ runtime, token }) => {
    const asked = await askForPasskey(runtime, token);
    return asked.ok ? ok(asked.value) : err({ formError: 'factor.problems.over' });
  },
});

/** Keeps another second factor. */
export const addFactorAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: newFactorForm,
  verb: async ({ runtime, token }, made) => {
    const added = await addFactor(runtime, token, made);
    return added.ok ? added : err(sayNewFactor(made.kind, added.error));
  },
});

/** Calls a second factor something else. */
export const renameFactorAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: z.strictObject({ factor, label: requiredTextField(60) }),
  verb: async ({ runtime, token }, { factor: id, label }) => {
    const renamed = await renameFactor(runtime, token, { id, label });
    return renamed.ok ? renamed : err({ formError: 'account.factors.problems.gone' });
  },
});

/** Takes a second factor away, never the last one. */
export const removeFactorAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: z.strictObject({ factor }),
  verb: async ({ runtime, token }, { factor: id }) => {
    const removed = await removeFactor(runtime, token, { id });
    return removed.ok ? removed : err({ formError: `account.factors.problems.${removed.error}` as const });
  },
});

/** Gives the person ten new recovery codes, shown this once. */
export const renewCodesAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: nothing,
  verb: async ({ runtime, token }) => ok(await renewRecoveryCodes(runtime, token)),
});

/** Ends one of the person's sessions (`session`), or with `others` all but this one. */
export const endOwnSessionsAction = personAction({
  stage: 'signed-in',
  schema: z.strictObject({ session: z.string().max(40) }),
  verb: async ({ runtime, token }, { session }) =>
    ok(await endSessions(runtime, token, session === 'others' ? 'others' : { id: session })),
});

/** Takes the link to the provider of single sign-on away: from then on the person signs in with the password alone, and a factor. */
export const unlinkAction = personAction({
  stage: 'signed-in',
  freshFactor: true,
  schema: nothing,
  verb: async ({ runtime, token }) => {
    await unlink(runtime, token);
    return ok(null);
  },
});

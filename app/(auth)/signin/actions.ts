'use server';

import { z } from 'zod';
import { personAction } from '#server/auth/action.ts';
import { factorForm, newFactorForm, sayFactor, sayNewFactor } from '#server/auth/factor-forms.ts';
import { askPasskey, giveFactor } from '#server/auth/give-factor.ts';
import { keepSession } from '#server/auth/keep-session.ts';
import { askForPasskey, finishSetUp, setUpFactor } from '#server/auth/set-up-factor.ts';
import { isSlowed, saySlowed, tryFrom } from '#server/auth/try-from.ts';
import { err, ok } from '#server/kernel/result.ts';

const nothing = z.strictObject({});

/** Completes signing in with a second factor; the browser has its whole session when this answers. */
export const giveFactorAction = personAction({
  stage: 'password',
  schema: factorForm,
  verb: async ({ runtime, token, asker }, given) => {
    const entered = await tryFrom(
      runtime,
      asker,
      () => giveFactor(runtime, token, given),
      // Who was too slow has guessed nothing.
      (tried) => !tried.ok && tried.error !== 'over',
    );
    if (!entered.ok)
      return err(isSlowed(entered.error) ? saySlowed(entered.error) : sayFactor(given.kind, entered.error));
    await keepSession(runtime.config, entered.value);
    return ok(null);
  },
});

/** What the person's passkeys are to sign, while signing in and when it is to be confirmed again. */
export const askPasskeyAction = personAction({
  stage: 'either',
  schema: nothing,
  verb: async ({ runtime, token }) => {
    const asked = await askPasskey(runtime, token);
    if (asked.ok) return ok(asked.value);
    return err({ formError: asked.error === 'none' ? 'factor.problems.noPasskeys' : 'factor.problems.over' });
  },
});

/** What the browser is to make a first passkey of. */
export const makePasskeyAction = personAction({
  stage: 'password',
  schema: nothing,
  verb: async ({ runtime, token }) => {
    const asked = await askForPasskey(runtime, token);
    return asked.ok ? ok(asked.value) : err({ formError: 'factor.problems.over' });
  },
});

/** Keeps a first second factor; answers the recovery codes, this once. */
export const setUpFactorAction = personAction({
  stage: 'password',
  schema: newFactorForm,
  verb: async ({ runtime, token }, factor) => {
    const codes = await setUpFactor(runtime, token, factor);
    return codes.ok ? ok(codes.value) : err(sayNewFactor(factor.kind, codes.error));
  },
});

/** Lets in who has put the recovery codes away. */
export const finishSetUpAction = personAction({
  stage: 'password',
  schema: z.strictObject({ stored: z.literal('yes') }),
  verb: async ({ runtime, token }) => {
    const entered = await finishSetUp(runtime, token);
    if (!entered.ok) return err({ formError: 'factor.problems.over' });
    await keepSession(runtime.config, entered.value);
    return ok(null);
  },
});

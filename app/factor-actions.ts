'use server';

import { personAction } from '#server/auth/action.ts';
import { factorForm, sayFactor } from '#server/auth/factor-forms.ts';
import { confirmFactor } from '#server/auth/give-factor.ts';
import { err, ok } from '#server/kernel/result.ts';

/** Shows again, in a session that is open, that it is still them: what needs a fresh factor is open for five minutes. */
export const confirmFactorAction = personAction({
  stage: 'signed-in',
  schema: factorForm,
  verb: async ({ runtime, token }, given) => {
    const confirmed = await confirmFactor(runtime, token, given);
    return confirmed.ok ? ok(null) : err(sayFactor(given.kind, confirmed.error));
  },
});

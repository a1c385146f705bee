'use server';

import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { checkResolution, withdrawResolution } from '#server/resolutions/check-resolution.ts';
import { proposeResolution } from '#server/resolutions/propose-resolution.ts';
import { checkForm, resolutionForm, withdrawForm } from '#server/resolutions/resolution-form.ts';
import { sayResolutionFailure } from '#server/resolutions/say-failure.ts';

/** Each is looked at by somebody: nobody finds out more than a few in a minute. */
const BY_HAND = { burst: 6, perMinute: 12 };

/** Records what a person found out about an operation. */
export const proposeResolutionAction = merchantAction({
  permission: 'resolution:make',
  schema: resolutionForm,
  freshFactor: true,
  limit: BY_HAND,
  verb: async (ctx, wish) => {
    const made = await proposeResolution(ctx, wish);
    return made.ok ? ok(made.value) : err(sayResolutionFailure(made.error));
  },
});

/** Records a second person's answer. */
export const checkResolutionAction = merchantAction({
  permission: 'resolution:check',
  schema: checkForm,
  freshFactor: true,
  limit: BY_HAND,
  verb: async (ctx, wish) => {
    const checked = await checkResolution(ctx, wish);
    return checked.ok ? ok(checked.value) : err(sayResolutionFailure(checked.error));
  },
});

/** Takes one's own proposal back. */
export const withdrawResolutionAction = merchantAction({
  permission: 'resolution:make',
  schema: withdrawForm,
  limit: BY_HAND,
  verb: async (ctx, wish) => {
    const withdrawn = await withdrawResolution(ctx, wish);
    return withdrawn.ok ? ok(withdrawn.value) : err(sayResolutionFailure(withdrawn.error));
  },
});

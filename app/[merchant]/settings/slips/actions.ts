'use server';

import { refresh } from 'next/cache';
import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { changeLook } from '#server/receipts/change-look.ts';
import { lookForm } from '#server/receipts/look-form.ts';

/** Puts a logo and lines on every slip that is composed from now on. */
export const changeLookAction = merchantAction({
  permission: 'slips:design',
  schema: lookForm,
  // Each draws a picture: nobody needs more than a few in a minute.
  limit: { burst: 6, perMinute: 12 },
  verb: async (ctx, look) => {
    const changed = await changeLook(ctx, look);
    if (!changed.ok) return err({ fieldErrors: { logo: 'slipLook.problems.noPicture' as const } });
    refresh();
    return ok(null);
  },
});

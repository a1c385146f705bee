'use server';

import { redirect } from 'next/navigation';
import { merchantAction } from '#server/auth/action.ts';
import { err } from '#server/kernel/result.ts';
import { removeSharedView, removeView } from '#server/saved-views/remove-view.ts';
import { MOST_VIEWS, saveView, shareView, type ViewFailure } from '#server/saved-views/save-view.ts';
import { viewForm, viewIdForm } from '#server/saved-views/view-form.ts';
import { listReader } from './list-reader.ts';

/** Keeps the filter for the person alone and shows the list with it. */
export const saveViewAction = merchantAction({
  permission: 'transactions:see',
  schema: viewForm,
  verb: async (ctx, wish) => {
    const saved = await saveView(ctx, wish, await listReader(ctx));
    if (!saved.ok) return err(sayViewFailure(saved.error));
    return redirect(`/${ctx.merchant.slug}/transactions?${saved.value.query}`);
  },
});

/** Keeps the filter for everybody at the merchant and shows the list with it. */
export const shareViewAction = merchantAction({
  permission: 'views:share',
  schema: viewForm,
  verb: async (ctx, wish) => {
    const saved = await shareView(ctx, wish, await listReader(ctx));
    if (!saved.ok) return err(sayViewFailure(saved.error));
    return redirect(`/${ctx.merchant.slug}/transactions?${saved.value.query}`);
  },
});

/** Removes a view of the person's own and shows the whole list. */
export const removeViewAction = merchantAction({
  permission: 'transactions:see',
  schema: viewIdForm,
  verb: async (ctx, { viewId }) => {
    await removeView(ctx, viewId);
    return redirect(`/${ctx.merchant.slug}/transactions`);
  },
});

/** Removes a view of everybody's and shows the whole list. */
export const removeSharedViewAction = merchantAction({
  permission: 'views:share',
  schema: viewIdForm,
  verb: async (ctx, { viewId }) => {
    await removeSharedView(ctx, viewId);
    return redirect(`/${ctx.merchant.slug}/transactions`);
  },
});

function sayViewFailure(failure: ViewFailure) {
  switch (failure) {
    case 'too_many':
      return { formError: { key: 'find.views.problems.tooMany', params: { most: MOST_VIEWS } } } as const;
    case 'not_understood':
      return { formError: 'find.views.problems.notUnderstood' } as const;
    case 'nothing':
      return { formError: 'find.views.problems.nothing' } as const;
  }
}

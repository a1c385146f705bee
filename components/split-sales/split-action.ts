'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import type { LiveSplitSaleRead } from '#components/live/live-split-sale.ts';
import { queryKeys } from '#components/live/query-keys.ts';

/** What the actions on a split sale answer: how it stands now. */
export type SplitState = FormState & { value?: LiveSplitSaleRead };

/** A server action on a split sale, bound to its merchant. */
export type SplitAction = (state: SplitState, form: FormData) => Promise<SplitState>;

/** An action whose answer is shown at once, wherever the split sale stands on the page; a lost connection says so. */
export function useSplitAction(merchant: string, action: SplitAction) {
  const t = useTranslations('splitSale.problem');
  const client = useQueryClient();
  return useActionState<SplitState, FormData>(async (before, form) => {
    const state = await action(before, form).catch(
      (): SplitState => ({ status: 'error', formError: t('notOnline') }),
    );
    const read = state.value;
    if (read) client.setQueryData(queryKeys.splitSale(merchant, read.splitSale.id), read);
    return state;
  }, idleForm);
}

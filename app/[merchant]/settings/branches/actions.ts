'use server';

import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import {
  addBranch,
  type BranchFailure,
  changeBranch,
  reopenBranch,
  retireBranch,
} from '#server/branches/manage-branches.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { err, ok } from '#server/kernel/result.ts';
import { idField, requiredTextField } from '#server/transactions/form-fields.ts';

const branch = z.object({
  name: requiredTextField(100),
  address: requiredTextField(200),
  city: requiredTextField(100),
  locale: z.union([z.literal('').transform(() => null), z.enum(LOCALES)]),
});
const one = z.object({ branchId: idField('branch') });

/** Adds a branch. */
export const addBranchAction = merchantAction({
  permission: 'branches:manage',
  schema: branch,
  verb: async (ctx, wish) => {
    const added = await addBranch(ctx, wish);
    return added.ok ? ok(null) : err(say(added.error));
  },
});

/** Changes what a branch is called and where it is. */
export const changeBranchAction = merchantAction({
  permission: 'branches:manage',
  schema: branch.extend(one.shape),
  verb: async (ctx, { branchId, ...wish }) => {
    const changed = await changeBranch(ctx, branchId, wish);
    return changed.ok ? changed : err(say(changed.error));
  },
});

/** Gives a branch up. */
export const retireBranchAction = merchantAction({
  permission: 'branches:manage',
  schema: one,
  verb: async (ctx, { branchId }) => {
    const retired = await retireBranch(ctx, branchId);
    return retired.ok ? retired : err(say(retired.error));
  },
});

/** Opens a branch again that was given up. */
export const reopenBranchAction = merchantAction({
  permission: 'branches:manage',
  schema: one,
  verb: async (ctx, { branchId }) => {
    const reopened = await reopenBranch(ctx, branchId);
    return reopened.ok ? reopened : err(say(reopened.error));
  },
});

function say(failure: BranchFailure): Refusal {
  switch (failure.kind) {
    case 'name_taken':
      return { fieldErrors: { name: 'manage.branches.nameTaken' } };
    case 'has_devices':
      return { formError: 'manage.branches.hasDevices' };
    case 'same':
      return { formError: 'manage.same' };
  }
}

'use server';

import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { erasePerson } from '#server/privacy/erase-person.ts';
import { exportPerson } from '#server/privacy/export-person.ts';
import { findPerson } from '#server/privacy/find-person.ts';
import { eraseForm, personForm } from '#server/privacy/person-form.ts';

/** Each of these reads all that is kept of the merchant's customers. */
const limit = { burst: 10, perMinute: 10 };

/** Says how much is kept of a person. */
export const findPersonAction = merchantAction({
  permission: 'privacy:manage',
  schema: personForm,
  limit,
  verb: async (ctx, { contact }) => ok(await findPerson(ctx, contact)),
});

/** What is kept of a person, for the file they are given. */
export const exportPersonAction = merchantAction({
  permission: 'privacy:manage',
  schema: personForm,
  limit,
  verb: async (ctx, { contact }) => ok(await exportPerson(ctx, contact)),
});

/** Takes a person away from everything that is kept. */
export const erasePersonAction = merchantAction({
  permission: 'privacy:manage',
  schema: eraseForm,
  limit,
  verb: async (ctx, { contact }) => {
    const erased = await erasePerson(ctx, contact);
    if (erased.ok) return ok(erased.value);
    return err({
      formError:
        erased.error.kind === 'nobody'
          ? ('privacy.problems.nobody' as const)
          : { key: 'privacy.problems.stillOpen' as const, params: { count: erased.error.open } },
    });
  },
});

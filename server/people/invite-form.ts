import { z } from 'zod';
import { ROLES } from '#db/schema/memberships.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { emailField, idField, requiredTextField } from '#server/transactions/form-fields.ts';

const branches = {
  /** `all`, or those that are ticked. */
  reach: z.enum(['all', 'some']),
  branches: z.array(idField('branch')).max(200).optional(),
};

type Reach = {
  reach: 'all' | 'some';
  branches?: z.output<ReturnType<typeof idField<'branch'>>>[] | undefined;
};

/** The branches that were chosen; null for all of them. */
function toBranchIds({ reach, branches: ticked = [] }: Reach, check: z.RefinementCtx) {
  if (reach === 'all') return null;
  if (ticked.length === 0)
    check.addIssue({ code: 'custom', path: ['branches'], message: messageKey('people.problems.noBranch') });
  return ticked;
}

/** Who is asked to work here, as what, where. */
export const inviteForm = z
  .object({
    name: requiredTextField(100),
    email: emailField.transform((address, check) => {
      if (address !== null) return address;
      check.addIssue({ code: 'custom', message: messageKey('refusal.field.missing') });
      return z.NEVER;
    }),
    role: z.enum(ROLES),
    locale: z.enum(LOCALES),
    ...branches,
  })
  .transform(({ name, email, role, locale, ...reach }, check) => ({
    name,
    email,
    role,
    locale,
    branchIds: toBranchIds(reach, check),
  }));

/** What somebody is from now on. */
export const roleForm = z
  .object({ userId: idField('user'), role: z.enum(ROLES), ...branches })
  .transform(({ userId, role, ...reach }, check) => ({
    kind: 'role_change' as const,
    userId,
    role,
    branchIds: toBranchIds(reach, check),
  }));

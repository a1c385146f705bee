'use server';

import { z } from 'zod';
import { addConnection, changeCredentials } from '#server/approvals/credentials-with-second.ts';
import type { AlreadyWaiting } from '#server/approvals/insert-request.ts';
import { merchantAction } from '#server/auth/action.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import { messageKey } from '#server/i18n/message-key.ts';
import { PROVIDERS } from '#server/kernel/providers.ts';
import { err, ok } from '#server/kernel/result.ts';
import { type AccountFailure, changeConnection } from '#server/terminals/manage-connections.ts';
import { idField, requiredTextField } from '#server/transactions/form-fields.ts';

// Taken as they are, spaces within them included: whether they can be used, the provider's adapter says.
const secret = z
  .string()
  .max(500)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/)
  .optional();
const secrets = {
  'secret.clientId': secret,
  'secret.clientSecret': secret,
  'secret.username': secret,
  'secret.password': secret,
  'secret.termId': secret,
  'secret.pass': secret,
  'secret.apiKey': secret,
  'secret.secretKey': secret,
};
const choice = z.string().max(254).optional();
const choices = { 'choice.model': choice, 'choice.currency': choice, 'choice.fallbackEmail': choice };
const label = requiredTextField(100);
const connectionId = idField('connection');

/** Asks for an account with a provider; tells once what the provider has to be told. */
export const addConnectionAction = merchantAction({
  permission: 'connections:manage',
  freshFactor: true,
  schema: z.object({
    provider: z.enum(PROVIDERS),
    environment: z.enum(['live', 'sandbox']),
    label,
    baseUrl: z.string().max(300, { error: messageKey('manage.connections.hostNotAllowed') }),
    ...choices,
    ...secrets,
  }),
  verb: async (ctx, { provider, environment, label: name, baseUrl, ...rest }) => {
    const wish = { provider, environment, label: name, baseUrl };
    const added = await addConnection(ctx, {
      ...wish,
      choices: under('choice.', rest),
      secrets: under('secret.', rest),
    });
    if (!added.ok) return err(say(added.error, rest));
    const { fixed } = added.value;
    if (!fixed) return ok({ addresses: [] });
    return ok({ addresses: fixed.kind === 'results' ? [fixed.success, fixed.failure] : [fixed.notice] });
  },
});

/** Gives an account another name. */
export const renameConnectionAction = merchantAction({
  permission: 'connections:manage',
  schema: z.object({ connectionId, label }),
  verb: async (ctx, form) => {
    await changeConnection(ctx, form.connectionId, form.label);
    return ok(null);
  },
});

/** Asks for other credentials in the place of those of an account, once its provider has taken them. */
export const changeCredentialsAction = merchantAction({
  permission: 'connections:manage',
  freshFactor: true,
  schema: z.object({ connectionId, ...secrets }),
  // Each is a login at the provider, which locks accounts on its own terms.
  limit: { burst: 4, perMinute: 4 },
  verb: async (ctx, { connectionId: id, ...rest }) => {
    const changed = await changeCredentials(ctx, id, under('secret.', rest));
    return changed.ok ? ok(null) : err(say(changed.error, rest));
  },
});

/** The fields whose names begin so, without that beginning; what was left empty is left out. */
function under(prefix: string, fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      name.startsWith(prefix) && value ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}

/** `written`: the fields of the form under their own names; of what it has no field, nothing is said at one. */
function say(failure: AccountFailure | AlreadyWaiting, written: Record<string, string | undefined>): Refusal {
  switch (failure.kind) {
    case 'fields': {
      const flaws = failure.fields.map((name) => {
        const field = `choice.${name}` in choices ? `choice.${name}` : `secret.${name}`;
        return { field, isKnown: field in secrets || field in choices, isEmpty: !written[field] };
      });
      return {
        fieldErrors: Object.fromEntries(
          flaws
            .filter(({ isKnown }) => isKnown)
            .map(({ field, isEmpty }) => [
              field,
              isEmpty ? 'refusal.field.missing' : 'refusal.field.invalid',
            ]),
        ),
        ...(flaws.some(({ isKnown, isEmpty }) => !isKnown || !isEmpty) && {
          formError: 'manage.connections.notAccepted.unreadable',
        }),
      };
    }
    case 'host_not_allowed':
      return { fieldErrors: { baseUrl: 'manage.connections.hostNotAllowed' } };
    case 'not_accepted':
      return { formError: `manage.connections.notAccepted.${failure.outcome}` };
    case 'already_waiting':
      return { formError: 'approvals.problem.alreadyWaiting' };
  }
}

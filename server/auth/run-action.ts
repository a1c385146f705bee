import type { z } from 'zod';
import type { MessageParams, Sentence } from '#server/i18n/message-key.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { ActionResult, ActionState, Refusal } from './action-state.ts';
import { authorise } from './authorise.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from './context.ts';
import { toFormObject, toShownValues, type UnreadableFields } from './form-object.ts';
import { isOwnOrigin } from './origin.ts';
import type { Permission } from './permissions.ts';
import type { RateLimit } from './rate-limit.ts';
import { toRefusal } from './schema-refusal.ts';
import type { SessionToken } from './session-token.ts';
import { reportUnexpected } from './unexpected.ts';

/** One action: who may, what the form must look like, and what is done. */
export type ActionDefinition<P extends Permission, S extends z.ZodType, V> = {
  permission: P;
  /** Reads the form; texts only, and lists for names that end in `[]`. */
  schema: S;
  verb: (ctx: Context<P>, input: z.output<S>) => Promise<ActionResult<V>>;
};

/** One call of an action as it came over the network; nothing of it is trusted yet. */
export type ActionCall = {
  origin: string | null;
  token: SessionToken | null;
  merchantSlug: unknown;
  form: unknown;
};

/** What the framework lends to an action. */
export type ActionHelp = {
  runtime: Runtime;
  limit: RateLimit;
  /** Says a text in the language of the page. */
  say: (sentence: Sentence) => string;
  /** Throws again what only the framework understands, such as a redirect. */
  rethrow: (error: unknown) => void;
};

/**
 * Carries out one call in this order (D3): origin, session, membership, permission, schema, rate limit, verb. Every
 * no and every failure comes back as the state of the form, with what was written still in it.
 */
export async function runAction<P extends Permission, S extends z.ZodType, V>(
  definition: ActionDefinition<P, S, V>,
  call: ActionCall,
  help: ActionHelp,
): Promise<ActionState<V>> {
  const { runtime, say } = help;
  const values = call.form instanceof FormData ? toShownValues(call.form) : {};
  const refuse = (refusal: Refusal): ActionState<V> => ({
    status: 'error',
    ...inWords(refusal, say),
    values,
  });
  try {
    const result = await attempt(definition, call, help);
    return result.ok ? { status: 'done', value: result.value } : refuse(result.error);
  } catch (error) {
    help.rethrow(error);
    if (error instanceof NotSignedIn) return refuse({ formError: 'refusal.signedOut' });
    if (error instanceof Forbidden) return refuse({ formError: 'refusal.forbidden' });
    if (error instanceof NotFound) return refuse({ formError: 'refusal.notFound' });
    const code = reportUnexpected(runtime, error, {
      permission: definition.permission,
      merchantSlug: String(call.merchantSlug).slice(0, 64),
      userId: call.token?.userId,
    });
    return refuse({ formError: { key: 'refusal.unexpected', params: { code } } });
  }
}

async function attempt<P extends Permission, S extends z.ZodType, V>(
  { permission, schema, verb }: ActionDefinition<P, S, V>,
  { origin, token, merchantSlug, form }: ActionCall,
  { runtime, limit }: ActionHelp,
): Promise<ActionResult<V>> {
  const address = runtime.config.publicUrl;
  if (!isOwnOrigin(origin, address)) {
    runtime.log.warn(
      { origin: origin?.slice(0, 200) ?? null, permission },
      'action from a foreign origin refused',
    );
    return no({ formError: { key: 'refusal.badOrigin', params: { address } } });
  }
  if (typeof merchantSlug !== 'string' || !(form instanceof FormData)) {
    return no({ formError: 'refusal.malformed' });
  }
  const ctx = await authorise(runtime, token, merchantSlug, permission);
  const fields = toFormObject(form);
  if (!fields.ok) return no({ fieldErrors: unreadable(fields.error) });
  const input = schema.safeParse(fields.value);
  if (!input.success) return no(toRefusal(input.error.issues, fields.value));
  if (!limit.take(ctx.actor.id, ctx.clock.now())) return no({ formError: 'refusal.tooFast' });
  return verb(ctx, input.data);
}

function no(error: Refusal): { ok: false; error: Refusal } {
  return { ok: false, error };
}

/** What is said beside fields that cannot be read. */
export function unreadable(fields: UnreadableFields): Refusal['fieldErrors'] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, why]) => [
      name,
      why === 'twice' ? 'refusal.field.twice' : 'refusal.field.invalid',
    ]),
  );
}

/** A refusal in the words of the reader. */
export function inWords(
  refusal: Refusal,
  say: (sentence: Sentence) => string,
): Pick<ActionState, 'fieldErrors' | 'formError'> {
  const fieldErrors = Object.entries(refusal.fieldErrors ?? {}).map(
    ([name, sentences]): [string, string[]] => [
      name,
      (Array.isArray(sentences) ? sentences : [sentences]).map(say),
    ],
  );
  return {
    ...(refusal.formError !== undefined && { formError: say(refusal.formError) }),
    ...(fieldErrors.length > 0 && { fieldErrors: Object.fromEntries(fieldErrors) }),
  };
}

/** A sentence's key and what fills its placeholders. */
export function keyAndParams(sentence: Sentence): { key: string; params: MessageParams } {
  return typeof sentence === 'string' ? { key: sentence, params: {} } : sentence;
}

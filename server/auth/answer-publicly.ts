import type { z } from 'zod';
import type { Sentence } from '#server/i18n/message-key.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { ActionResult, ActionState, Refusal } from './action-state.ts';
import { networkOf } from './asker.ts';
import { toFormObject, toShownValues } from './form-object.ts';
import { isOwnOrigin } from './origin.ts';
import { TooBusy } from './password.ts';
import type { RateLimit } from './rate-limit.ts';
import { inWords, unreadable } from './run-action.ts';
import { toRefusal } from './schema-refusal.ts';
import type { SessionToken } from './session-token.ts';
import { reportUnexpected } from './unexpected.ts';

type Definition<S extends z.ZodType, V> = {
  schema: S;
  verb: (
    caller: { runtime: Runtime; session: SessionToken | null; asker: string },
    input: z.output<S>,
  ) => Promise<ActionResult<V>>;
};

/** One call as it came over the network; nothing of it is trusted yet. */
type Call = { origin: string | null; asker: string; session: SessionToken | null; form: unknown };

type Help = {
  runtime: Runtime;
  limit: RateLimit;
  say: (sentence: Sentence) => string;
  rethrow: (error: unknown) => void;
};

/** Carries out one call that needs no session: origin, rate, form, schema, verb. Every no comes back as the state of the form. */
export async function answerPublicly<S extends z.ZodType, V>(
  definition: Definition<S, V>,
  call: Call,
  { runtime, limit, say, rethrow }: Help,
): Promise<ActionState<V>> {
  const values = call.form instanceof FormData ? toShownValues(call.form) : {};
  const refuse = (refusal: Refusal): ActionState<V> => ({
    status: 'error',
    ...inWords(refusal, say),
    values,
  });
  try {
    const result = await attempt(definition, call, runtime, limit);
    return result.ok ? { status: 'done', value: result.value } : refuse(result.error);
  } catch (error) {
    rethrow(error);
    if (error instanceof TooBusy) return refuse({ formError: 'refusal.tooFast' });
    const code = reportUnexpected(runtime, error, { path: 'public action' });
    return refuse({ formError: { key: 'refusal.unexpected', params: { code } } });
  }
}

async function attempt<S extends z.ZodType, V>(
  { schema, verb }: Definition<S, V>,
  { origin, asker, session, form }: Call,
  runtime: Runtime,
  limit: RateLimit,
): Promise<ActionResult<V>> {
  const address = runtime.config.publicUrl;
  if (!isOwnOrigin(origin, address))
    return no({ formError: { key: 'refusal.badOrigin', params: { address } } });
  if (!(form instanceof FormData)) return no({ formError: 'refusal.malformed' });
  if (!limit.take(networkOf(asker), runtime.clock.now())) return no({ formError: 'refusal.tooFast' });
  const fields = toFormObject(form);
  if (!fields.ok) return no({ fieldErrors: unreadable(fields.error) });
  const input = schema.safeParse(fields.value);
  if (!input.success) return no(toRefusal(input.error.issues, fields.value));
  return verb({ runtime, session, asker }, input.data);
}

function no(error: Refusal): { ok: false; error: Refusal } {
  return { ok: false, error };
}

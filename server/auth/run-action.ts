import type { z } from 'zod';
import type { MessageParams, Sentence } from '#server/i18n/message-key.ts';
import { ok, type Result } from '#server/kernel/result.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { ActionResult, ActionState, Refusal } from './action-state.ts';
import { authorise } from './authorise.ts';
import { type Context, Forbidden, NotFound, NotSignedIn } from './context.ts';
import { listFactorKinds } from './factor-kinds.ts';
import { toFormObject, toShownValues, type UnreadableFields } from './form-object.ts';
import { isFresh, NOT_FRESH } from './fresh-factor.ts';
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
  /**
   * Only for who gave a second factor within the last minutes. Everybody else is asked for one, and the same form is sent again. What
   * needs it only sometimes is for the verb to say, with `isFresh(ctx.actor.factorAt, …)` and `err(NOT_FRESH)`.
   */
  freshFactor?: true;
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
 * Carries out one call in this order (D3): origin, session, membership, permission, schema, rate limit, fresh factor, verb.
 * Every no and every failure comes back as the state of the form, with what was written still in it.
 */
export async function runAction<P extends Permission, S extends z.ZodType, V>(
  definition: ActionDefinition<P, S, V>,
  call: ActionCall,
  help: ActionHelp,
): Promise<ActionState<V>> {
  const where = {
    permission: definition.permission,
    merchantSlug: String(call.merchantSlug).slice(0, 64),
    userId: call.token?.userId,
  };
  return answerForm(() => attempt(definition, call, help), { ...call, where }, help);
}

/** The state of a form out of what became of it: every refusal in words, also what an entry point throws. */
export async function answerForm<V>(
  work: () => Promise<ActionResult<V>>,
  { form, token, where }: Pick<ActionCall, 'form' | 'token'> & { where: Record<string, string | undefined> },
  { runtime, say, rethrow }: ActionHelp,
): Promise<ActionState<V>> {
  const values = form instanceof FormData ? toShownValues(form) : {};
  const refuse = (refusal: Refusal): ActionState<V> => ({
    status: 'error',
    ...inWords(refusal, say),
    values,
  });
  try {
    const result = await work();
    if (result.ok) return { status: 'done', value: result.value };
    const { error } = result;
    if (!error.needsFactor || !token) return refuse(error);
    // Only the kinds the person has are offered; that the session is theirs was found before.
    return { ...refuse(error), needsFactor: await listFactorKinds(runtime, token.userId) };
  } catch (error) {
    rethrow(error);
    if (error instanceof NotSignedIn) return refuse({ formError: 'refusal.signedOut' });
    if (error instanceof Forbidden) return refuse({ formError: 'refusal.forbidden' });
    if (error instanceof NotFound) return refuse({ formError: 'refusal.notFound' });
    const code = reportUnexpected(runtime, error, where);
    return refuse({ formError: { key: 'refusal.unexpected', params: { code } } });
  }
}

async function attempt<P extends Permission, S extends z.ZodType, V>(
  { permission, schema, freshFactor, verb }: ActionDefinition<P, S, V>,
  { origin, token, merchantSlug, form }: ActionCall,
  { runtime, limit }: ActionHelp,
): Promise<ActionResult<V>> {
  const foreign = refuseForeign(runtime, origin, { permission });
  if (foreign) return no(foreign);
  if (typeof merchantSlug !== 'string' || !(form instanceof FormData)) {
    return no({ formError: 'refusal.malformed' });
  }
  const ctx = await authorise(runtime, token, merchantSlug, permission);
  const input = readForm(schema, form);
  if (!input.ok) return input;
  if (!limit.take(ctx.actor.id, ctx.clock.now())) return no({ formError: 'refusal.tooFast' });
  if (freshFactor && !isFresh(ctx.actor.factorAt, ctx.clock.now())) return no(NOT_FRESH);
  return verb(ctx, input.value);
}

/** The refusal of a call that no page of ours made; null for one of ours. */
export function refuseForeign(
  { config, log }: Runtime,
  origin: string | null,
  what: Record<string, string>,
): Refusal | null {
  const address = config.publicUrl;
  if (isOwnOrigin(origin, address)) return null;
  log.warn({ origin: origin?.slice(0, 200) ?? null, ...what }, 'action from a foreign origin refused');
  return { formError: { key: 'refusal.badOrigin', params: { address } } };
}

/** A form as its schema reads it, or what is wrong with it. */
export function readForm<S extends z.ZodType>(schema: S, form: FormData): Result<z.output<S>, Refusal> {
  const fields = toFormObject(form);
  if (!fields.ok) return no({ fieldErrors: unreadable(fields.error) });
  const input = schema.safeParse(fields.value);
  return input.success ? ok(input.data) : no(toRefusal(input.error.issues, fields.value));
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

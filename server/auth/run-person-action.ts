import type { z } from 'zod';
import { inScope } from '#db/client.ts';
import type { UserRow } from '#db/queries/users.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { ActionResult, ActionState } from './action-state.ts';
import { NotSignedIn } from './context.ts';
import { isFresh, NOT_FRESH } from './fresh-factor.ts';
import { type ActionCall, type ActionHelp, answerForm, readForm, refuseForeign } from './run-action.ts';
import { findHalfSession, findSession } from './session.ts';
import type { SessionToken } from './session-token.ts';

/** Somebody whose session was found alive when the call came; a verb that changes something looks again, in its own transaction. */
export type Visit = {
  runtime: Runtime;
  token: SessionToken;
  user: UserRow;
  /** The address the call came from. */
  asker: string;
};

/** One action of a person's own: how far they must be, what the form must look like, and what is done. */
export type PersonActionDefinition<S extends z.ZodType, V> = {
  /**
   * `password`: who gave the password and no second factor yet; nothing but giving one may stand here. `signed-in`: a whole session.
   * `either`: both.
   */
  stage: 'password' | 'signed-in' | 'either';
  /** Reads the form; texts only, and lists for names that end in `[]`. */
  schema: S;
  /** Only for who gave a second factor within the last minutes; see `ActionDefinition`. */
  freshFactor?: true;
  verb: (visit: Visit, input: z.output<S>) => Promise<ActionResult<V>>;
};

/** One call as it came over the network; nothing of it but the address is trusted yet. */
type PersonCall = Omit<ActionCall, 'merchantSlug'> & { asker: string };

/** Carries out one call in this order: origin, session of the stage, schema, rate limit, fresh factor, verb. */
export async function runPersonAction<S extends z.ZodType, V>(
  definition: PersonActionDefinition<S, V>,
  call: PersonCall,
  help: ActionHelp,
): Promise<ActionState<V>> {
  const where = { stage: definition.stage, userId: call.token?.userId };
  return answerForm(() => attempt(definition, call, help), { ...call, where }, help);
}

async function attempt<S extends z.ZodType, V>(
  { stage, schema, freshFactor, verb }: PersonActionDefinition<S, V>,
  { origin, asker, token, form }: PersonCall,
  { runtime, limit }: ActionHelp,
): Promise<ActionResult<V>> {
  const foreign = refuseForeign(runtime, origin, { stage });
  if (foreign) return { ok: false, error: foreign };
  if (!(form instanceof FormData)) return { ok: false, error: { formError: 'refusal.malformed' } };
  const at = runtime.clock.now();
  const found = token && (await findStage(runtime, token, stage));
  if (!found) throw new NotSignedIn();
  const input = readForm(schema, form);
  if (!input.ok) return input;
  if (!limit.take(token.userId, at)) return { ok: false, error: { formError: 'refusal.tooFast' } };
  if (freshFactor && !(found.factorAt && isFresh(found.factorAt, at))) return { ok: false, error: NOT_FRESH };
  return verb({ runtime, token, asker, user: found.user }, input.value);
}

async function findStage(
  runtime: Runtime,
  token: SessionToken,
  stage: PersonActionDefinition<z.ZodType, unknown>['stage'],
): Promise<{ user: UserRow; factorAt: Date | null } | null> {
  return inScope(runtime.db, { userId: token.userId }, async (tx) => {
    const at = runtime.clock.now();
    const whole = stage === 'password' ? null : await findSession(tx, token, at, { touch: true });
    if (whole || stage === 'signed-in') return whole;
    const half = await findHalfSession(tx, token, at);
    return half && { user: half.user, factorAt: null };
  });
}

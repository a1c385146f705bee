import { cookies, headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { z } from 'zod';
import { getRuntime } from '#server/runtime/runtime.ts';
import { step } from '#server/telemetry/trail.ts';
import type { ActionState } from './action-state.ts';
import { ASKER_HEADER } from './asker.ts';
import type { Permission } from './permissions.ts';
import { createRateLimit, type RateLimit, type RateLimitRule } from './rate-limit.ts';
import { type ActionDefinition, type ActionHelp, keyAndParams, runAction } from './run-action.ts';
import { type PersonActionDefinition, runPersonAction } from './run-person-action.ts';
import { readSessionToken, type SessionToken } from './session-token.ts';

/** A server action of a merchant's page; give it the merchant with `bind(null, slug)` and hand it to `useActionState`. */
export type MerchantAction<V> = (
  merchantSlug: string,
  state: ActionState<V>,
  form: FormData,
) => Promise<ActionState<V>>;

/** Fast enough for hands, too slow for a loop. */
const USUAL: RateLimitRule = { burst: 20, perMinute: 60 };

const wrapped = new WeakSet<object>();

/**
 * The only way to make a merchant's server action (D3): a server action is a public POST, and this checks everything before the
 * verb runs. See `runAction` for the order. `limit` is per person, for this action alone.
 */
export function merchantAction<P extends Permission, S extends z.ZodType, V>(
  definition: ActionDefinition<P, S, V> & { limit?: RateLimitRule },
): MerchantAction<V> {
  const limit = createRateLimit(definition.limit ?? USUAL);
  const action: MerchantAction<V> = async (merchantSlug, _state, form) => {
    const { token, origin, help } = await readCall(limit);
    return traced({ permission: definition.permission }, () =>
      runAction(definition, { origin, token, merchantSlug, form }, help),
    );
  };
  wrapped.add(action);
  return action;
}

/** A server action of a person's own, of no merchant's page; hand it to `useActionState`. */
export type PersonAction<V> = (state: ActionState<V>, form: FormData) => Promise<ActionState<V>>;

/** The same for what belongs to a person and no merchant: the second factor, the password, the sessions. */
export function personAction<S extends z.ZodType, V>(
  definition: PersonActionDefinition<S, V> & { limit?: RateLimitRule },
): PersonAction<V> {
  const limit = createRateLimit(definition.limit ?? USUAL);
  const action: PersonAction<V> = async (_state, form) => {
    const { token, origin, asker, help } = await readCall(limit);
    return traced({ stage: definition.stage }, () =>
      runPersonAction(definition, { origin, asker, token, form }, help),
    );
  };
  wrapped.add(action);
  return action;
}

/** What a call says of itself, and what the framework lends to it. */
async function readCall(
  limit: RateLimit,
): Promise<{ origin: string | null; asker: string; token: SessionToken | null; help: ActionHelp }> {
  const runtime = getRuntime();
  const [sent, jar, t] = await Promise.all([headers(), cookies(), getTranslations()]);
  // Keys were checked where they were written; the translator's own signature cannot take one that is only known here.
  const translate = t as unknown as (key: string, params: object) => string;
  return {
    origin: sent.get('origin'),
    asker: sent.get(ASKER_HEADER) ?? '',
    token: await readSessionToken((name) => jar.get(name)?.value, runtime.config),
    help: {
      runtime,
      limit,
      say: (sentence) => {
        const { key, params } = keyAndParams(sentence);
        return translate(key, params);
      },
      rethrow: unstable_rethrow,
    },
  };
}

/** Carries a call out as one step of what is followed. */
async function traced<V>(
  what: Record<string, string>,
  carriedOut: () => Promise<ActionState<V>>,
): Promise<ActionState<V>> {
  const carried = await step(
    'action',
    what,
    () => carriedOut().then(given, redirected),
    ({ status }) => status,
  );
  return carried.give();
}

/** How a call ended, and the way to hand that on. */
type Carried<V> = { status: string; give: () => ActionState<V> };

function given<V>(state: ActionState<V>): Carried<V> {
  return { status: state.status, give: () => state };
}

/** Who is sent on to another page got what they came for: the framework has its own way of saying so. */
function redirected(error: unknown): Carried<never> {
  const isSentOn = Object(error).digest?.startsWith?.('NEXT_REDIRECT') === true;
  if (!isSentOn) throw error;
  return {
    status: 'done',
    give: () => {
      throw error;
    },
  };
}

/** Whether a function is a server action made here; a test walks every exported action with it. */
export function isWrappedAction(value: unknown): boolean {
  return typeof value === 'function' && wrapped.has(value);
}

import { cookies, headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { z } from 'zod';
import { isLocale } from '#server/kernel/locale.ts';
import { getRuntime, type Runtime } from '#server/runtime/runtime.ts';
import type { ActionResult, ActionState } from './action-state.ts';
import { answerPublicly } from './answer-publicly.ts';
import { ASKER_HEADER } from './asker.ts';
import { createRateLimit, type RateLimitRule } from './rate-limit.ts';
import { keyAndParams } from './run-action.ts';
import { readSessionToken, type SessionToken } from './session-token.ts';

/** Who sends a form that needs no session: a person may all the same be signed in. */
export type PublicCaller = { runtime: Runtime; session: SessionToken | null; asker: string };

/** A server action of a page that needs no session; hand it to `useActionState`. */
export type PublicAction<V> = (state: ActionState<V>, form: FormData) => Promise<ActionState<V>>;

const wrapped = new WeakSet<object>();

/**
 * The only way to make a server action that asks for no session: origin, form, schema, rate, verb. What lets somebody do
 * something is in the form, and the verb checks it. Answers in the language the form names (`language`), else the visitor's.
 */
export function publicAction<S extends z.ZodType, V>(definition: {
  schema: S;
  /** For each address that calls. */
  limit: RateLimitRule;
  verb: (caller: PublicCaller, input: z.output<S>) => Promise<ActionResult<V>>;
}): PublicAction<V> {
  const limit = createRateLimit(definition.limit);
  const action: PublicAction<V> = async (_state, form) => {
    const runtime = getRuntime();
    const [sent, jar] = await Promise.all([headers(), cookies()]);
    const language = form instanceof FormData ? form.get('language') : null;
    const t = await (isLocale(language) ? getTranslations({ locale: language }) : getTranslations());
    // Keys were checked where they were written; the translator's own signature cannot take one that is only known here.
    const translate = t as unknown as (key: string, params: object) => string;
    return answerPublicly(
      { schema: definition.schema, verb: definition.verb },
      {
        origin: sent.get('origin'),
        asker: sent.get(ASKER_HEADER) ?? '',
        session: await readSessionToken((name) => jar.get(name)?.value, runtime.config),
        form,
      },
      {
        runtime,
        limit,
        say: (sentence) => {
          const { key, params } = keyAndParams(sentence);
          return translate(key, params);
        },
        rethrow: unstable_rethrow,
      },
    );
  };
  wrapped.add(action);
  return action;
}

/** Whether a function is a server action made by `publicAction`; a test walks every exported action with it. */
export function isPublicAction(value: unknown): boolean {
  return typeof value === 'function' && wrapped.has(value);
}

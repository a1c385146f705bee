import { setTimeout as delay } from 'node:timers/promises';
import type { Call, PortalAnswer, Somebody, ValueOf, VerbName, WishOf } from './calls.ts';
import type { Tally } from './tally.ts';

/** Where people ask for things. */
export type Counter = {
  /** Whether somebody waits for an answer. */
  isSomebodyWaiting(): boolean;
  /**
   * Calls a verb through a portal, again with the very same wish for as long as the portal dies or its database is away, as
   * somebody does who gets no answer. Throws when the verb throws, or when nobody answers in two minutes.
   */
  ask<V extends VerbName>(by: Somebody, verb: V, wish: WishOf<V>): Promise<Answered<V>>;
};

/** An answer and what came before it. */
export type Answered<V extends VerbName> = { value: ValueOf<V>; before: readonly Trouble[] };

/** Why a try was answered by nobody: the portal died with the call in its hands, was not there, or had no database. */
type Trouble = 'portal_died' | 'portal_not_there' | 'database_away';

const GIVE_UP_AFTER_MS = 120_000;
const TRY_AGAIN_AFTER_MS = 250;
/** Whatever broke behind it, a living portal answers, if only that it cannot; who waits longer was forgotten. */
const ANSWERS_WITHIN_MS = 60_000;

/** The counter in front of the portals that are there at the moment. */
export function openCounter(addresses: () => string[], tally: Tally): Counter {
  let turn = 0;
  let waiting = 0;
  const tryOnce = async <V extends VerbName>(call: Call<V>): Promise<PortalAnswer<V> | Trouble> => {
    const all = addresses();
    turn += 1;
    const url = all[turn % Math.max(1, all.length)];
    if (url === undefined) return 'portal_not_there';
    waiting += 1;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(call),
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      return await answer.json();
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError')
        return { kind: 'threw', error: `no answer in ${ANSWERS_WITHIN_MS / 1000} s` };
      return wasThere(error) ? 'portal_died' : 'portal_not_there';
    } finally {
      waiting -= 1;
    }
  };
  return {
    isSomebodyWaiting: () => waiting > 0,
    async ask(by, verb, wish) {
      const before: Trouble[] = [];
      const end = Date.now() + GIVE_UP_AFTER_MS;
      while (Date.now() < end) {
        const said = await tryOnce({ verb, by, wish });
        if (typeof said === 'object' && said.kind === 'answered') {
          noteRepeat(tally, said.value, before);
          return { value: said.value, before };
        }
        if (typeof said === 'object' && said.kind === 'threw')
          throw new Error(`${verb} threw: ${said.error}`);
        const trouble = typeof said === 'object' ? 'database_away' : said;
        if (trouble !== 'portal_not_there') tally.add(trouble);
        before.push(trouble);
        await delay(TRY_AGAIN_AFTER_MS);
      }
      throw new Error(`${verb} was answered by nobody in two minutes: ${before.slice(-5).join(', ')}`);
    },
  };
}

/** A connection that was never made is no death: the request did not reach anybody. */
function wasThere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return Object(cause).code !== 'ECONNREFUSED';
}

/** Tells whether the try that was answered by nobody had been written all the same (K6) or not (K1, D1). */
function noteRepeat(tally: Tally, value: unknown, before: readonly Trouble[]): void {
  const isStarted = Object(value).ok === true && 'isRepeat' in Object(Object(value).value);
  if (!isStarted) return;
  const isWritten = Object(value).value.isRepeat === true;
  if (before.includes('portal_died')) tally.add(isWritten ? 'died_after_commit' : 'died_before_commit');
  else if (before.includes('database_away'))
    tally.add(isWritten ? 'away_after_commit' : 'away_before_commit');
}

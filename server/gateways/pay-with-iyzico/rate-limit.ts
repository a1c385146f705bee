import type { Clock, Wait } from '#server/kernel/time.ts';

const MINUTE_MS = 60_000;
const LONGEST_REST_MS = 15 * MINUTE_MS;

/** Keeps calls within what a provider takes in a minute, each endpoint by itself. */
export type RateLimit<Endpoint extends string> = {
  /** Resolves when the call may leave; with how long it would have to wait, when that is more than it may. */
  pass(endpoint: Endpoint, mayWaitMs: number): Promise<{ kind: 'go' } | { kind: 'full'; forMs: number }>;
  /** The provider said that it was too much: nothing leaves for so long. */
  rest(endpoint: Endpoint, forMs: number): void;
};

/** A limit by the times at which the calls of the last minute left. */
export function createRateLimit<Endpoint extends string>(
  perMinute: Readonly<Record<Endpoint, number>>,
  deps: { clock: Clock; wait: Wait },
): RateLimit<Endpoint> {
  const left = new Map<Endpoint, number[]>();
  const restsUntil = new Map<Endpoint, number>();
  return {
    async pass(endpoint, mayWaitMs) {
      const now = deps.clock.now().getTime();
      // A clock that was set back must not hold everything up until it is there again.
      const isNear = (at: number) => at > now - MINUTE_MS && at <= now + MINUTE_MS;
      const recent = (left.get(endpoint) ?? []).filter(isNear);
      const before = recent.at(-perMinute[endpoint]);
      const rest = restsUntil.get(endpoint) ?? 0;
      const isResting = rest - now <= LONGEST_REST_MS;
      const at = Math.max(now, before === undefined ? now : before + MINUTE_MS, isResting ? rest : now);
      if (at - now > mayWaitMs) {
        left.set(endpoint, recent);
        return { kind: 'full', forMs: at - now };
      }
      left.set(endpoint, [...recent, at]);
      if (at > now) await deps.wait(at - now);
      return { kind: 'go' };
    },
    rest(endpoint, forMs) {
      restsUntil.set(endpoint, deps.clock.now().getTime() + Math.min(forMs, LONGEST_REST_MS));
    },
  };
}

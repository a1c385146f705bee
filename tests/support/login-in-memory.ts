import type { GatewaySession, SessionStore } from '#server/gateways/session-store.ts';

/** A login in memory, and how often a session was written; hand the same one to several gateways to be several processes. */
export type LoginInMemory = SessionStore & {
  session: GatewaySession | null;
  saves: number;
  /** Whether the last login was refused. */
  wasRefused: boolean;
};

/** The store of one connection, on the given clock. */
export function createLoginInMemory(
  session: GatewaySession | null = null,
  now: () => number = Date.now,
): LoginInMemory {
  let restUntil: number | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const store: LoginInMemory = {
    session,
    saves: 0,
    wasRefused: false,
    load: async () => store.session,
    inTurn(terms, work) {
      const turn = last.then(async () => {
        const restMs = (restUntil ?? 0) - now();
        if (restMs > 0 && restMs <= terms.restMs && !terms.evenAtRest) return { kind: 'resting' } as const;
        const { session: before, wasRefused } = store;
        const left = await work({ session: before, wasRefused });
        if (left.session !== before) {
          store.session = left.session;
          store.saves += 1;
        }
        if (left.verdict !== null) store.wasRefused = left.verdict !== 'accepted';
        restUntil = left.needsRest ? now() + terms.restMs : null;
        return { kind: 'done', value: left.value } as const;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
  return store;
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Database, inScope } from '#db/client.ts';
import {
  endLoginLease,
  findSealedSession,
  type LoginChanges,
  leaseLogin,
  lockLogin,
} from '#db/queries/connections.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import type { Config } from '#server/config/config.ts';
import type {
  GatewaySession,
  KeptLogin,
  LoginTurn,
  SessionStore,
  TurnTerms,
} from '#server/gateways/session-store.ts';
import type { Clock, Wait } from '#server/kernel/time.ts';
import type { Log } from '#server/runtime/log.ts';
import { type SealBinding, seal, unseal } from './seal.ts';

/** How often one who waits looks whether the turn has come. */
const LOOK_EVERY_MS = 100;
/** A lease outlives its work by this much, so that what the work brought can still be written. */
const MARGIN_MS = 5_000;

const storedSession = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.iso.datetime().transform((text) => new Date(text)),
});

type Deps = { config: Config; db: Database['db']; clock: Clock; wait: Wait; log: Log };
type Turn = { leaseId: string; kept: KeptLogin };

/**
 * The login of a connection in its row, sealed. A turn is a lease in that row, taken and given back in transactions of their
 * own: none is open while the provider is called (INV-15), and a lease that nobody gives back runs out by itself (K11).
 */
export function createSessionStore(deps: Deps, connection: ConnectionRow): SessionStore {
  const { merchantId, id } = connection;
  const place: SealBinding = { merchantId, provider: connection.provider, field: 'session' };
  const log = deps.log.child({ merchantId, connectionId: id });
  const inRow = <T>(work: Parameters<typeof inScope<T>>[2]) => inScope(deps.db, { merchantId }, work);

  const open = (sealed: string | null): GatewaySession | null => {
    if (sealed === null) return null;
    try {
      return storedSession.parse(JSON.parse(unseal(deps.config.sealingKeys, place, sealed)));
    } catch {
      // Not logged what was wrong: a parser's complaint quotes what it read.
      log.warn('The stored login cannot be opened with the keys of this process; signing in anew');
      return null;
    }
  };

  const take = (terms: TurnTerms): Promise<Turn | 'held' | 'resting'> =>
    inRow(async (tx) => {
      const row = await lockLogin(tx, merchantId, id);
      if (!row) throw new Error(`There is no connection ${id}`);
      const lease = { id: randomUUID(), forMs: terms.forMs + MARGIN_MS };
      // A longer time than any of ours was written before the clock was set back.
      const isShut = row.leaseLeftMs > 0 && row.leaseLeftMs <= Math.max(lease.forMs, terms.restMs);
      if (isShut && row.leaseId !== null) return 'held';
      if (isShut && !terms.evenAtRest) return 'resting';
      if (row.leaseId !== null) log.warn('A process stopped while it was signing in; signing in anew');
      await leaseLogin(tx, merchantId, id, lease);
      const kept = { session: open(row.sealedSession), wasRefused: row.lastRefusedAt !== null };
      return { leaseId: lease.id, kept };
    });

  const waitForTurn = async (terms: TurnTerms): Promise<Turn | 'held' | 'resting'> => {
    // Counted in looks, not by a clock: long enough for the lease of one that died to run out.
    for (let looks = (terms.forMs + 2 * MARGIN_MS) / LOOK_EVERY_MS; ; looks--) {
      const turn = await take(terms);
      if (turn !== 'held' || looks <= 0) return turn;
      await deps.wait(LOOK_EVERY_MS);
    }
  };

  const changesOf = ({ kept }: Turn, { session, verdict }: LoginTurn<unknown>): LoginChanges => {
    const now = deps.clock.now();
    const isNew = session !== kept.session;
    return {
      ...(verdict && { lastRefusedAt: verdict === 'accepted' ? null : now }),
      ...(isNew && {
        sealedSession: session && seal(deps.config.sealingKeys, place, JSON.stringify(session)),
        sessionExpiresAt: session?.expiresAt ?? null,
      }),
      ...(verdict && { lastUsedAt: now }),
    };
  };

  const alert = ({ verdict, needsRest }: LoginTurn<unknown>) => {
    if (verdict === 'clock') log.warn('The provider refused our time at the login: is this clock right?');
    if (verdict === 'credentials') log.warn('The provider refused the credentials');
    if (needsRest) log.warn('Refused twice: nobody tries to sign in for a while');
  };

  return {
    load: async () => open(await inRow((tx) => findSealedSession(tx, merchantId, id))),
    async inTurn(terms, work) {
      const turn = await waitForTurn(terms);
      if (turn === 'held') return { kind: 'taken' };
      if (turn === 'resting') return { kind: 'resting' };
      const left = await work(turn.kept);
      alert(left);
      const end = {
        leaseId: turn.leaseId,
        restMs: left.needsRest ? terms.restMs : 0,
        changes: changesOf(turn, left),
      };
      const isKept = await inRow((tx) => endLoginLease(tx, merchantId, id, end));
      return isKept ? { kind: 'done', value: left.value } : { kind: 'taken' };
    },
  };
}

/** A login that is kept nowhere: what is tried with it is tried from nothing, by whoever asks, and is gone afterwards. */
export function createTrialStore(): SessionStore {
  return {
    load: async () => null,
    inTurn: async (_terms, work) => {
      const { value } = await work({ session: null, wasRefused: false });
      return { kind: 'done', value };
    },
  };
}

/** Why a provider refused a login: it does not know the credentials, or it does not believe our clock (F15). */
export type LoginRefusal = 'credentials' | 'clock';

/** Where a gateway keeps its login between calls and processes; the keeper seals it at rest. */
export type SessionStore = {
  /** The stored session; null when there is none, or none that can still be opened. */
  load(): Promise<GatewaySession | null>;
  /**
   * Does the work in a turn that nobody else has in any process: waits for whoever has it, and takes it over from one that
   * died. What the work leaves is kept in the same step that gives the turn back. Throws when the store cannot be reached.
   */
  inTurn<T>(terms: TurnTerms, work: (kept: KeptLogin) => Promise<LoginTurn<T>>): Promise<TurnResult<T>>;
};

/** Lengths in milliseconds. */
export type TurnTerms = {
  /** The work ends within this time; afterwards its turn may be taken away. */
  forMs: number;
  /** How long nobody gets a turn after one that asked for a rest. */
  restMs: number;
  /** A person who tests the credentials need not wait for the end of a rest. */
  evenAtRest: boolean;
};

/** What is known of a login at the start of a turn. */
export type KeptLogin = {
  session: GatewaySession | null;
  /** The last login was refused, by whichever process. */
  wasRefused: boolean;
};

/** What a turn leaves behind for the next one. */
export type LoginTurn<T> = {
  value: T;
  session: GatewaySession | null;
  /** What the provider said to the credentials in this turn; null when they were not put to it. */
  verdict: 'accepted' | LoginRefusal | null;
  needsRest: boolean;
};

/** How a turn went. */
export type TurnResult<T> =
  | { kind: 'done'; value: T }
  /** Nobody may sign in for a while. */
  | { kind: 'resting' }
  /** Somebody else had the turn for as long as one may wait, or took it over meanwhile; nothing was kept. */
  | { kind: 'taken' };

/** A provider login: opaque tokens and when the first runs out. Never logged, never shown. */
export type GatewaySession = { accessToken: string; refreshToken: string | null; expiresAt: Date };

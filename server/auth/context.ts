import type { Tx } from '#db/client.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { Locale } from '#db/schema/merchants.ts';
import type { CallbackStore } from '#server/callbacks/callbacks-aside.ts';
import type { SealingKey } from '#server/config/config.ts';
import type { Enqueue } from '#server/jobs/enqueue.ts';
import type { BranchId, IdSource, MerchantId, UserId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { BusinessCalendar, Clock, Wait } from '#server/kernel/time.ts';
import type { MailCarrier } from '#server/mail/mail-carrier.ts';
import type { Log } from '#server/runtime/log.ts';
import type { AnswerStore } from '#server/terminals/answer-store.ts';
import type { OpenGateway } from '#server/terminals/open-gateway.ts';
import type { Patience } from '#server/transactions/transaction.ts';
import type { Permission } from './permissions.ts';

/** The tenant, as verbs need it. */
export type Merchant = {
  id: MerchantId;
  slug: string;
  name: string;
  legalName: string;
  taxNumber: string;
  country: string;
  calendar: BusinessCalendar;
  currency: CurrencyCode;
  locale: Locale;
};

/** The signed-in person behind a context. */
export type Person = {
  kind: 'user';
  id: UserId;
  name: string;
  role: Role;
  locale: Locale;
  /** The branches a person sees and works in; null: all of them. */
  branchIds: readonly BranchId[] | null;
  /** When they last gave their second factor; `isFresh` says whether that is recent enough for what needs it. */
  factorAt: Date;
};

/** A job of the system acting for a merchant. */
export type SystemActor = { kind: 'system'; id: string };

type Ground = {
  merchant: Merchant;
  clock: Clock;
  wait: Wait;
  log: Log;
  ids: IdSource;
  auditKey: Uint8Array;
  /** What seals and opens what nobody may read in the database. */
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  /** Where others reach us, without a slash at its end. */
  publicUrl: string;
  /** Hosts that anything may be sent to (`host` or `host:port`). */
  outgoingHosts: readonly string[];
  enqueue: Enqueue;
  /** Carries letters away; null where no mail server is set up. */
  mail: MailCarrier | null;
  openGateway: OpenGateway;
  patience: Patience;
  /**
   * Runs work in one transaction that sees this merchant's rows only, and of a person who is limited to branches only what is
   * of those. Never call a provider inside.
   */
  inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

/**
 * Proof that a person was checked for one permission of one merchant. A verb states the permission it needs in its type,
 * so handing it a context that was checked for something else does not compile.
 */
export type Context<P extends Permission = Permission> = Ground & { actor: Person; permission: P };

/** What the worker acts with. */
export type SystemContext = Ground & {
  actor: SystemActor;
  answers: AnswerStore;
  /** Callbacks that came while the database was away (D3). */
  callbacksAside: CallbackStore;
};

/** Nobody is signed in, or the session has ended. */
export class NotSignedIn extends Error {}
/** The merchant or thing does not exist for this person; never says which. */
export class NotFound extends Error {}
/** The person's role does not include the permission. */
export class Forbidden extends Error {}

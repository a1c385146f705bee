import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { type Doing, doing } from '../doing.ts';
import type { Dice } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import { Builder } from './builder.ts';
import { Blocked, connectionError, databaseError } from './errors.ts';
import type { Guards } from './guards.ts';
import type { Execute } from './query.ts';
import type { TableDefinition } from './schema.ts';
import type { Reads } from './scope.ts';
import { Statements } from './statements.ts';
import { type Row, Store } from './store.ts';
import type { Transaction } from './transaction.ts';

/** A process that speaks with the database. */
export type Client = {
  readonly name: string;
  isAlive: boolean;
  /** Told where the process is, so that it can be stopped there. */
  reaches(place: 'begun' | 'statement' | 'committing' | 'committed', what: Doing): void;
};

/** How the database is doing: away, or out of connections. */
export type Health = 'up' | 'down' | 'full';

/** What may go wrong with a single statement or commit; asked each time. */
export type DatabaseFaults = {
  /** A deadlock, or what cannot be put in a row with others: to be tried again. */
  breaksStatement(): '40P01' | '40001' | null;
  /** The connection goes while the commit is on its way: it was done, or it was not. */
  breaksCommit(): 'done' | 'undone' | null;
};

type Session = {
  client: Client;
  transaction: Transaction;
  isQuick: boolean;
  /** Ends the statement on its way with an error. */
  fail: ((error: Error) => void) | null;
  /** Rejects when the connection is lost, whatever is being done on it then: so does the driver. */
  lost: Promise<never>;
  lose: (error: Error) => void;
};

const WORKER_LOCK = 727_003;

/** The database of a history: the store, the connections to it, and when it is away. */
export class DatabaseServer {
  readonly store: Store;
  health: Health = 'up';
  /** Worker keys whose process holds its advisory lock. */
  readonly workerLocks = new Map<number, Client>();
  readonly #statements: Statements;
  readonly #scheduler: Scheduler;
  readonly #dice: Dice;
  readonly #faults: DatabaseFaults;
  readonly #sessions = new Set<Session>();

  constructor(
    schema: { definitions: Iterable<TableDefinition>; guards: Guards },
    parts: { scheduler: Scheduler; dice: Dice; faults: DatabaseFaults; epoch: number },
  ) {
    this.store = new Store(schema.definitions);
    this.store.systemRows = (view) => this.#systemRows(view);
    this.#statements = new Statements(
      this.store,
      schema.guards,
      () => new Date(parts.epoch + parts.scheduler.now),
    );
    this.#scheduler = parts.scheduler;
    this.#dice = parts.dice;
    this.#faults = parts.faults;
  }

  /** What the process uses as its pool. */
  connect(client: Client) {
    const alone: Execute = (attempt) =>
      this.#transaction(client, async (session) => this.#statement(session, attempt));
    return Object.assign(new Builder(alone), {
      transaction: <T>(work: (tx: unknown) => Promise<T>): Promise<T> =>
        this.#transaction(client, (session) => {
          const task: Doing = { ...doing(), transaction: session.transaction };
          return doing.run(task, () => work(this.#handle(session)));
        }),
    });
  }

  /** The process died: what it had not committed is undone, and its locks are gone. */
  drop(client: Client): void {
    for (const session of [...this.#sessions]) {
      if (session.client === client) this.#cut(session, null);
    }
    this.forget(client);
  }

  /** The connection that shows that this process lives is gone. */
  forget(client: Client): void {
    for (const [key, holder] of this.workerLocks) if (holder === client) this.workerLocks.delete(key);
  }

  /** Every connection breaks, and none can be made until it is back. */
  goDown(ms: number): void {
    this.health = 'down';
    for (const session of [...this.#sessions]) this.#cut(session, connectionError('CONNECTION_CLOSED'));
    this.workerLocks.clear();
    this.#scheduler.after(ms, () => {
      if (this.health === 'down') this.health = 'up';
    });
  }

  /** No new connection for a while. */
  fillUp(ms: number): void {
    this.health = 'full';
    this.#scheduler.after(ms, () => {
      if (this.health === 'full') this.health = 'up';
    });
  }

  /** Whether this process has a transaction open that is doing this. */
  openTransactions(client: Client): Transaction[] {
    return [...this.#sessions]
      .filter((session) => session.client === client)
      .map((session) => session.transaction);
  }

  async #transaction<T>(client: Client, work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#begin(client);
    let result: T;
    try {
      result = await Promise.race([work(session), session.lost]);
    } catch (error) {
      if (!client.isAlive) return never();
      this.#cut(session, null);
      throw error;
    }
    client.reaches('committing', doing());
    await this.#turn(session);
    const broken = this.#faults.breaksCommit();
    if (broken !== 'undone') this.store.commit(session.transaction);
    this.#cut(session, null);
    if (broken) throw connectionError('CONNECTION_CLOSED');
    client.reaches('committed', doing());
    if (!client.isAlive) return never();
    return result;
  }

  async #begin(client: Client): Promise<Session> {
    if (!client.isAlive) return never();
    if (this.health === 'down') {
      await this.#pause(client, this.#dice.int(1, 30));
      throw connectionError('ECONNREFUSED');
    }
    if (this.health === 'full') {
      await this.#pause(client, this.#dice.int(1, 30));
      throw databaseError('53300', 'sorry, too many clients already');
    }
    const { promise: lost, reject: lose } = Promise.withResolvers<never>();
    // Nobody listens any more once the transaction is over.
    lost.catch(() => {});
    const session: Session = {
      client,
      transaction: this.store.begin(),
      isQuick: this.#dice.chance(0.7),
      fail: null,
      lost,
      lose,
    };
    this.#sessions.add(session);
    client.reaches('begun', doing());
    if (!session.isQuick) await this.#turn(session);
    return session;
  }

  #handle(session: Session): Builder {
    let last: Promise<unknown> | null = null;
    const execute: Execute = <T>(attempt: (reads: Reads, statements: Statements) => T): Promise<T> => {
      // A connection does one thing at a time, whatever is asked of it at once.
      const previous = last;
      const run = previous
        ? previous.then(() => this.#statement(session, attempt))
        : this.#statement(session, attempt);
      const settled = run.then(
        () => undefined,
        () => undefined,
      );
      last = settled;
      settled.then(() => {
        if (last === settled) last = null;
      });
      return run;
    };
    return new Builder(execute);
  }

  async #statement<T>(session: Session, attempt: (reads: Reads, statements: Statements) => T): Promise<T> {
    const { transaction, client } = session;
    transaction.assertUsable();
    if (!session.isQuick) {
      client.reaches('statement', doing());
      await this.#turn(session);
    }
    const reads = this.#statements.reads(transaction);
    try {
      const broken = this.#faults.breaksStatement();
      if (broken) throw databaseError(broken, 'the database asks to try again');
      for (;;) {
        try {
          return attempt(reads, this.#statements);
        } catch (error) {
          if (!(error instanceof Blocked)) throw error;
          await transaction.waitFor(error.by as Transaction[]);
          if (!client.isAlive) return await never();
          transaction.assertUsable();
        }
      }
    } catch (error) {
      transaction.isAborted = true;
      throw error;
    }
  }

  /** The time a statement takes; does not come back for a process that died meanwhile. */
  #turn(session: Session): Promise<void> {
    if (!session.client.isAlive) return never();
    if (session.transaction.isOver) return Promise.reject(connectionError('CONNECTION_CLOSED'));
    const ms = this.#dice.chance(0.02) ? this.#dice.int(20, 900) : this.#dice.float() * 3;
    return new Promise((resolve, reject) => {
      session.fail = reject;
      this.#scheduler.after(ms, () => {
        if (!session.client.isAlive || session.transaction.isOver) return;
        session.fail = null;
        resolve();
      });
    });
  }

  #pause(client: Client, ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#scheduler.after(ms, () => {
        if (client.isAlive) resolve();
      });
    });
  }

  #cut(session: Session, error: Error | null): void {
    this.#sessions.delete(session);
    this.store.rollback(session.transaction);
    if (error) {
      session.fail?.(error);
      session.lose(error);
    }
    session.fail = null;
  }

  #systemRows(view: string): Row[] {
    if (view === 'pg_database') return [{ oid: 1, datname: 'simulation' }];
    return [...this.workerLocks.keys()].map((objid) => ({
      locktype: 'advisory',
      classid: WORKER_LOCK,
      objid,
      objsubid: 2,
      granted: true,
      database: 1,
    }));
  }
}

/** The tables among the exports of schema modules. */
export function tablesOf(modules: readonly object[]): PgTable[] {
  const tables = modules.flatMap((module) => Object.values(module)).filter((value) => is(value, PgTable));
  return [...new Map(tables.map((table) => [getTableConfig(table).name, table])).values()];
}

function never(): Promise<never> {
  return new Promise(() => {});
}

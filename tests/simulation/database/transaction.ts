import { connectionError, databaseError } from './errors.ts';
import type { LockMode } from './scope.ts';
import type { Entry, Table } from './store.ts';

const CONFLICTS: Readonly<Record<LockMode, ReadonlySet<LockMode>>> = {
  'key share': new Set(['update']),
  share: new Set(['no key update', 'update']),
  'no key update': new Set(['share', 'no key update', 'update']),
  update: new Set(['key share', 'share', 'no key update', 'update']),
};

/** One transaction at READ COMMITTED: what it wrote, what it holds, and for whom it waits. */
export class Transaction {
  /** `set_config(…, true)`: whose rows it may see. */
  readonly settings = new Map<string, string>();
  readonly written = new Map<Entry, Table>();
  readonly held = new Set<Entry>();
  /** Work that becomes real with the commit. */
  readonly onCommit: (() => void)[] = [];
  waitsFor: readonly Transaction[] = [];
  /** A statement failed: nothing but a rollback is possible any more. */
  isAborted = false;
  isOver = false;
  #ends: (() => void)[] = [];

  /** Locks held by others that keep this one from being taken. */
  blockersOf(entry: Entry, mode: LockMode): Transaction[] {
    const blockers: Transaction[] = [];
    for (const [holder, modes] of entry.locks ?? []) {
      if (holder === this) continue;
      for (const one of modes) {
        if (CONFLICTS[mode].has(one)) {
          blockers.push(holder);
          break;
        }
      }
    }
    return blockers;
  }

  hold(entry: Entry, mode: LockMode): void {
    entry.locks ??= new Map();
    const own = entry.locks.get(this);
    if (own) own.add(mode);
    else entry.locks.set(this, new Set([mode]));
    this.held.add(entry);
  }

  /** Resolves when one of the others has ended; throws 40P01 when they in turn wait for this one. */
  waitFor(others: readonly Transaction[]): Promise<void> {
    if (others.some((other) => other.#leadsTo(this, new Set()))) {
      throw databaseError('40P01', 'deadlock detected');
    }
    this.waitsFor = others;
    return new Promise<void>((resolve) => {
      for (const other of others) other.#ends.push(resolve);
    }).then(() => {
      this.waitsFor = [];
    });
  }

  #leadsTo(one: Transaction, seen: Set<Transaction>): boolean {
    if (this === one) return true;
    if (seen.has(this)) return false;
    seen.add(this);
    return this.waitsFor.some((other) => other.#leadsTo(one, seen));
  }

  /** Gives everything back and wakes who waited. */
  end(): void {
    this.isOver = true;
    for (const entry of this.held) entry.locks?.delete(this);
    for (const wake of this.#ends.splice(0)) wake();
  }

  assertUsable(): void {
    if (this.isOver) throw connectionError('CONNECTION_CLOSED');
    if (this.isAborted) throw databaseError('25P02', 'current transaction is aborted');
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './database/transaction.ts';

/** What the code that runs is busy with: carried along by every promise it waits for. */
export type Doing = {
  /** A verb of a person, a callback that came, a job of a worker, or the sweep of one. */
  kind: 'verb' | 'callback' | 'job' | 'sweep' | 'check';
  name: string;
  /** The transaction it has open, if any (INV-15). */
  transaction: Transaction | null;
};

const storage = new AsyncLocalStorage<Doing>();
const NOTHING: Doing = { kind: 'check', name: '', transaction: null };

/** What is being done here and now. */
export function doing(): Doing {
  return storage.getStore() ?? NOTHING;
}

doing.run = <T>(what: Doing, work: () => T): T => storage.run(what, work);

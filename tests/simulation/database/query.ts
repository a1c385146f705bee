import type { Reads } from './scope.ts';
import type { Statements } from './statements.ts';

/** Runs a statement on some connection; `attempt` is repeated while it has to wait for another transaction. */
export type Execute = <T>(attempt: (reads: Reads, statements: Statements) => T) => Promise<T>;

/** Runs when it is awaited, as the real one does. */
export abstract class Query<T> implements PromiseLike<T> {
  protected readonly run: Execute;

  constructor(run: Execute) {
    this.run = run;
  }

  abstract perform(): Promise<T>;

  // biome-ignore lint/suspicious/noThenProperty: the real builder is awaited like a promise too.
  then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.perform().then(done, failed);
  }
}

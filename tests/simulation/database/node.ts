import type { Compiled, Env } from './scope.ts';

/** A piece of SQL made of others. */
export function node(parts: readonly Compiled[], run: (env: Env) => unknown): Compiled {
  return {
    run,
    isAggregate: parts.some((part) => part.isAggregate),
    column: null,
    uses: parts.reduce((uses, part) => uses | part.uses, 0),
    equalities: [],
  };
}

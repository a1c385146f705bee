import postgres from 'postgres';

/** An error as the database would send it. */
export function databaseError(code: string, message: string, constraint?: string): Error {
  const { PostgresError } = postgres as unknown as { PostgresError: new (facts: object) => Error };
  return new PostgresError({
    code,
    message,
    severity: 'ERROR',
    ...(constraint && { constraint_name: constraint }),
  });
}

/** An error as the driver throws when the connection is gone or cannot be made. */
export function connectionError(code: 'CONNECTION_CLOSED' | 'ECONNREFUSED'): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

/** Thrown to say that a statement has to wait for these transactions to end, then be tried again. */
export class Blocked extends Error {
  readonly by: readonly object[];
  constructor(by: readonly object[]) {
    super('blocked');
    this.by = by;
  }
}

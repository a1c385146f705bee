/** How often each thing that a history can meet was met. */
export type Coverage = Map<string, number>;

/** Counts one more. */
export function hit(coverage: Coverage, name: string): void {
  coverage.set(name, (coverage.get(name) ?? 0) + 1);
}

/** Adds the counts of another run. */
export function addCoverage(sum: Coverage, other: Iterable<readonly [string, number]>): void {
  for (const [name, count] of other) sum.set(name, (sum.get(name) ?? 0) + count);
}

const OF_MONEY = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12', 'F13', 'F14'];
/** A close carries no payment id of its own: what it lacks for F12 is its batch number. */
const OF_CLOSE = OF_MONEY;
const OF_QUERY = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12', 'F14', 'F16'];
const OF_LOGIN = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F12', 'F15'];

/**
 * What the fixed histories must have met at least once. Beyond them: callbacks, which this provider does not send, and
 * restored backups.
 */
export const REQUIRED: readonly string[] = [
  ...OF_MONEY.map((row) => `${row} money`),
  ...OF_CLOSE.map((row) => `${row} close`),
  ...OF_QUERY.map((row) => `${row} query`),
  ...OF_LOGIN.map((row) => `${row} login`),
  ...['K1', 'K2', 'K2 left lying', 'K3', 'K4', 'K5', 'K6', 'K11', 'K12'],
  'sign of life lost',
  ...['database away', 'database away before a commit', 'database away after an answer', 'database full'],
  'deadlock',
  ...[
    'created → sending',
    'created → failed',
    'sending → approved',
    'sending → declined',
    'sending → failed',
    'sending → unknown',
    'unknown → approved',
    'unknown → declined',
    'unknown → failed',
  ],
  ...['open → closing', 'closing → closed', 'closing → open', 'closing → closing_unknown'],
  ...['closing_unknown → closed', 'closing_unknown → open'],
  ...['split requested → failed', 'split starting → open', 'split starting → failed'],
  ...['split completing → completed', 'split completing → completion_unknown'],
  ...['split completion_unknown → completed', 'split completion_unknown → open'],
  ...['split open → given_up', 'split giving_up → given_up'],
];

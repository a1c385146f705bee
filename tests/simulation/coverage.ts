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

/** A session of Interpay signs in with every request, so that no token of it ends. */
const OF_SESSION = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12', 'F13'];

/** Every page is asked about many times, and opened once. */
const OF_ASKING = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F9', 'F10', 'F11', 'F12', 'F13', 'F16'];

/** What the fixed histories must have met at least once. Beyond them: approvals and backups. */
export const REQUIRED: readonly string[] = [
  ...OF_MONEY.map((row) => `${row} money`),
  ...OF_CLOSE.map((row) => `${row} close`),
  ...OF_QUERY.map((row) => `${row} query`),
  ...OF_LOGIN.map((row) => `${row} login`),
  ...OF_SESSION.map((row) => `${row} session`),
  ...OF_ASKING.map((row) => `${row} ask`),
  ...['F1 open', 'F4 open', 'F7 open', 'F11 open', 'F13 open'],
  ...['F4 return', 'F7 return', 'F8 return', 'F11 return', 'F13 return', 'F16 look'],
  ...['lost notice', 'late notice', 'doubled notice', 'forged notice'],
  ...['lost return', 'late return', 'doubled return', 'forged return'],
  ...['pay', 'decline', 'leave', 'close', 'pay-and-lose-browser', 'pay-at-the-last-second'].map(
    (way) => `payer: ${way}`,
  ),
  ...['payer: pay-and-be-approved', 'payer: pay-and-be-rejected', 'C10'],
  ...['killed opening a page', 'killed asking about a page', 'killed writing what a page came to'],
  ...['killed taking news of a page', 'killed before news of a page is looked at'],
  'F17',
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9'],
  ...['K1', 'K2', 'K2 left lying', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8', 'K9', 'K11', 'K12', 'D3'],
  'sign of life lost',
  ...['database away', 'database away before a commit', 'database away after an answer', 'database full'],
  'deadlock',
  ...[
    'created → sending',
    'created → failed',
    'sending → awaiting',
    'awaiting → approved',
    'awaiting → declined',
    'awaiting → cancelled',
    'awaiting → unknown',
    'sending → approved',
    'sending → declined',
    'sending → failed',
    'sending → unknown',
    'unknown → approved',
    'unknown → declined',
    'unknown → failed',
    'declined → approved',
  ],
  ...['open → closing', 'closing → closed', 'closing → open', 'closing → closing_unknown'],
  ...['open → ended', 'ended → closed'],
  ...['closing_unknown → closed', 'closing_unknown → open'],
  ...['split requested → failed', 'split starting → open', 'split starting → failed'],
  ...['split completing → completed', 'split completing → completion_unknown'],
  ...['split completion_unknown → completed', 'split completion_unknown → open'],
  ...['split open → given_up', 'split giving_up → given_up'],
];

import type { LoggedRequest } from '#tests/gateways/iyzico/request-log.ts';
import type { OurBooks, OurEvent, OurTransaction, TheirBooks } from './books.ts';
import type { Outage } from './line.ts';
import type { Damage } from './mishaps.ts';
import type { Tally } from './tally.ts';

/** In how many moments of an operation something really broke, and which row of the failure table that proves. */
export type Hit = { row: string; what: string; count: number };

/**
 * Counts afterwards, from the timelines, the provider's log and the notes on deaths and outages. Times are those of one
 * machine.
 */
export function countHits(ours: OurBooks, theirs: TheirBooks, damage: Damage, tally: Tally): Hit[] {
  const sendings = new Map<string, LoggedRequest>();
  for (const request of theirs.requests.toReversed()) {
    if (!request.path.includes('query')) sendings.set(request.transactionReferenceId ?? '', request);
  }
  const lives = ours.transactions.map((row) => lifeOf(row, ours.events.get(row.id) ?? [], sendings));
  const deaths = [...damage.deaths.values()];
  const cutShort = lives.flatMap((life) => {
    const diedAt = damage.deaths.get(life.row.workerKey ?? 0);
    return diedAt !== undefined && within(life.sending)(diedAt) ? [{ life, diedAt }] : [];
  });
  const count = (is: (life: Life) => boolean) => lives.filter(is).length;
  const cut = (phase: Phase) => cutShort.filter(({ life, diedAt }) => phaseOf(life, diedAt) === phase).length;
  const signingIn = cutShort.filter(({ life }) => wasSigningIn(life, theirs)).length;
  const hit = (row: string, what: string, count: number): Hit => ({ row, what, count });
  return [
    hit('K1', 'portal killed before the commit; the same key made it once', tally.get('died_before_commit')),
    hit('K6', 'portal killed after the commit; the same key found it', tally.get('died_after_commit')),
    hit(
      'K2',
      'worker killed while it was created',
      count((life) => deaths.some(within(life.created))),
    ),
    hit(
      'K2',
      'too old to be sent, failed without being sent',
      count((life) => life.isExpired),
    ),
    hit('K3', 'its worker killed before the request left', cut('before_request')),
    hit('K11', 'of these while signing in', signingIn),
    hit('K4', 'its worker killed while the device had it', cut('on_device')),
    hit('K5', 'its worker killed with the answer on its way or unsaved', cut('after_answer')),
    hit(
      'F4',
      'worker killed while it was unknown',
      count((life) => deaths.some(within(life.unknown))),
    ),
    hit('K12', 'its worker killed while the batch was closing', countClosings(ours, damage)),
    hit('K12', 'closes that were unknown', countUnknownCloses(ours)),
    hit('D1', 'a verb refused because the database was away', tally.get('database_away')),
    hit('D1', 'nothing of it had been written; the same key made it once', tally.get('away_before_commit')),
    hit('D1', 'it had been committed; the same key found it', tally.get('away_after_commit')),
    hit(
      'D1',
      'database away before the claim',
      count((life) => touches(damage.outages, life.created)),
    ),
    hit(
      'D2',
      'database away when the answer was to be saved, and kept',
      count((life) => isKept(life, damage)),
    ),
  ];
}

/** What may stay at none: it depends on some milliseconds. */
const MAY_MISS = new Set(['K11']);

/** What a whole campaign should have hit and did not. */
export function findMissed(hits: readonly Hit[]): string[] {
  return hits
    .filter(({ row, count }) => count === 0 && !MAY_MISS.has(row))
    .map(({ row, what }) => `${row} ${what}`);
}

type Span = { fromMs: number; toMs: number };
type Life = {
  row: OurTransaction;
  created: Span;
  sending: Span | null;
  unknown: Span | null;
  isExpired: boolean;
  isInterrupted: boolean;
  request: LoggedRequest | null;
};
type Phase = 'before_request' | 'on_device' | 'after_answer';

function lifeOf(
  row: OurTransaction,
  events: readonly OurEvent[],
  sendings: ReadonlyMap<string, LoggedRequest>,
): Life {
  const at = (kind: string) => events.find((event) => event.kind === kind)?.at.getTime() ?? null;
  const end = row.settledAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const [sentAt, unknownAt] = [at('sending'), at('unknown')];
  return {
    row,
    created: { fromMs: row.createdAt.getTime(), toMs: sentAt ?? end },
    sending: sentAt === null ? null : { fromMs: sentAt, toMs: unknownAt ?? end },
    unknown: unknownAt === null ? null : { fromMs: unknownAt, toMs: end },
    isExpired: row.outcomeReason === 'not_sent_in_time',
    isInterrupted: events.some((event) => Object(event.data).reason === 'interrupted'),
    request: sendings.get(row.reference) ?? null,
  };
}

function within(span: Span | null): (atMs: number) => boolean {
  return (atMs) => span !== null && span.fromMs <= atMs && atMs <= span.toMs;
}

function touches(outages: readonly Outage[], span: Span | null): boolean {
  return span !== null && outages.some((outage) => outage.fromMs <= span.toMs && span.fromMs <= outage.toMs);
}

function phaseOf({ request }: Life, diedAt: number): Phase {
  if (!request || Date.parse(request.at) > diedAt) return 'before_request';
  return answeredAt(request) > diedAt ? 'on_device' : 'after_answer';
}

function answeredAt({ at, durationMs }: LoggedRequest): number {
  return durationMs === null ? Number.POSITIVE_INFINITY : Date.parse(at) + durationMs;
}

function wasSigningIn(life: Life, { requests }: TheirBooks): boolean {
  if (life.request || !life.sending) return false;
  return requests.some(({ path, at }) => path.includes('/oauth2/') && within(life.sending)(Date.parse(at)));
}

/** The database was away at some time between the answer and its commit, and the worker kept it until then. */
function isKept(life: Life, damage: Damage): boolean {
  if (!life.request || !life.sending || life.isInterrupted) return false;
  const saving = { fromMs: answeredAt(life.request), toMs: life.sending.toMs };
  return saving.fromMs <= saving.toMs && touches(damage.outages, saving);
}

function countClosings(ours: OurBooks, { deaths }: Damage): number {
  return ours.runs.filter((run) => {
    const death = deaths.get(run.workerKey ?? 0);
    if (death === undefined || !run.sentAt) return false;
    return within({ fromMs: run.sentAt.getTime(), toMs: firstEnd(ours, run.id) })(death);
  }).length;
}

/** When a close first got an end, `unknown` included. */
function firstEnd(ours: OurBooks, runId: string): number {
  const isEnd = (action: string) => !/\.(requested|closing)$/.test(action);
  const ends = ours.audit.filter(({ objectId, action }) => objectId === runId && isEnd(action));
  return ends[0]?.at.getTime() ?? Number.POSITIVE_INFINITY;
}

function countUnknownCloses(ours: OurBooks): number {
  return new Set(
    ours.audit.filter(({ action }) => action === 'end-of-day.unknown').map((entry) => entry.objectId),
  ).size;
}

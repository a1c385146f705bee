import { setTimeout as delay } from 'node:timers/promises';
import { WORKER_LOCK } from '#db/queries/recovery.ts';
import type { Crew } from './crew.ts';
import type { Eyes } from './eyes.ts';
import type { Line, Outage } from './line.ts';
import type { Mishap, PlannedMishap } from './plan.ts';
import type { Provider } from './provider.ts';
import type { Quiet } from './quiet.ts';
import type { Tally } from './tally.ts';

/** What can be broken, and the notes that are taken of it. */
export type Ground = {
  workers: Crew;
  portals: Crew;
  /** Whether a portal has somebody's call in its hands. */
  isSomebodyWaiting(): boolean;
  line: Line;
  eyes: Eyes;
  provider: Provider;
  quiet: Quiet;
  database: string;
  latencyMs: number;
  tally: Tally;
};

/** When workers died, by the number of the lock they held, and when the database was away. */
export type Damage = { deaths: Map<number, number>; outages: Outage[] };

const AIMS_FOR_MS = 3_000;

/** Lets one mishap after the other happen until told to stop; while somebody has it quiet, the next one waits. */
export async function letThingsHappen(
  ground: Ground,
  plan: Generator<PlannedMishap, never>,
  until: AbortSignal,
): Promise<Damage> {
  const damage: Damage = { deaths: new Map(), outages: [] };
  for (const { afterMs, mishap } of plan) {
    await delay(afterMs, undefined, { signal: until }).catch(() => {});
    if (until.aborted) break;
    await ground.quiet.disturb(() => happen(ground, mishap, damage), until);
  }
  return damage;
}

async function happen(ground: Ground, mishap: Mishap, damage: Damage): Promise<void> {
  const { portals, line, eyes, provider, tally, database } = ground;
  switch (mishap.kind) {
    case 'kill_worker':
      return killWorkers(ground, damage, [mishap.which], mishap.downMs);
    case 'kill_both_workers':
      if (mishap.aim)
        await soon(async () => (await eyes.sql`select 1 from eod_runs where state = 'closing'`).length > 0);
      return killWorkers(ground, damage, [0, 1], mishap.downMs);
    case 'kill_portal':
      await soon(async () => ground.isSomebodyWaiting());
      await delay(mishap.afterMs);
      await portals.kill(mishap.which, mishap.downMs);
      return;
    case 'end_sessions': {
      const now = Date.now();
      await eyes.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${database} and backend_type = 'client backend' and application_name not like 'campaign-%'`;
      damage.outages.push({ kind: 'sessions_ended', fromMs: now, toMs: Date.now() });
      return;
    }
    case 'cut_line': {
      const { killsWorker, ...how } = mishap;
      const whileDown = async () => {
        if (killsWorker) await ground.workers.kill(0, 0);
      };
      damage.outages.push(await line.cut({ ...how, whileDown }));
      return;
    }
    case 'spoil_tokens':
      tally.add(`fault tokens-${mishap.how}`);
      await provider.control('POST', `/tokens/${mishap.how}`);
      return;
    case 'spoil_requests': {
      const { path, fault, times, forMs } = mishap;
      tally.add(`fault ${fault} on calls`);
      await provider.control('POST', '/faults', { path, fault, times });
      await delay(forMs);
      await provider.control('DELETE', '/faults');
      return;
    }
    case 'slow_devices':
      tally.add('fault slow-devices');
      await provider.control('PUT', '/settings', { latencyMs: mishap.latencyMs });
      await delay(mishap.forMs);
      await provider.control('PUT', '/settings', { latencyMs: ground.latencyMs });
  }
}

/** Waits a moment for something that is soon over. */
async function soon(is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + AIMS_FOR_MS; Date.now() < end && !(await is()); await delay(5));
}

async function killWorkers(
  { workers, eyes }: Ground,
  { deaths }: Damage,
  places: readonly number[],
  downMs: number,
): Promise<void> {
  const before = await listLocks(eyes);
  const killed = await Promise.all(places.map((place) => workers.kill(place, downMs)));
  const at = Date.now();
  let missing = killed.filter(Boolean).length;
  // The database takes a lock down when it hears that the connection is gone.
  for (const end = at + 1_000; missing > 0 && Date.now() < end; await delay(10)) {
    const after = await listLocks(eyes);
    for (const key of before) {
      if (after.includes(key) || deaths.has(key)) continue;
      deaths.set(key, at);
      missing -= 1;
    }
  }
}

async function listLocks({ sql }: Eyes): Promise<number[]> {
  const rows = await sql<{ key: string }[]>`
    select objid::bigint as key from pg_locks where locktype = 'advisory' and classid = ${WORKER_LOCK} and objsubid = 2
      and granted and database = (select oid from pg_database where datname = current_database())`;
  return rows.map(({ key }) => Number(key));
}

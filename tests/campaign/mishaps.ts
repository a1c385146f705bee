import { setTimeout as delay } from 'node:timers/promises';
import { WORKER_LOCK } from '#db/queries/recovery.ts';
import type { Crew } from './crew.ts';
import { limitFiles, type WatchedDatabase } from './database.ts';
import type { Eyes } from './eyes.ts';
import type { Line, Outage } from './line.ts';
import type { LineName, Mishap, PlannedMishap } from './plan.ts';
import type { Provider } from './provider.ts';
import type { Quiet } from './quiet.ts';
import type { Tally } from './tally.ts';

/** What can be broken, and the notes that are taken of it. */
export type Ground = {
  workers: Crew;
  portals: Crew;
  /** Whether a portal has somebody's call in its hands. */
  isSomebodyWaiting(): boolean;
  lines: Readonly<Record<LineName, Line>>;
  server: WatchedDatabase;
  /** Sets the clock of all our processes so many milliseconds ahead. */
  shiftClock(byMs: number): void;
  eyes: Eyes;
  provider: Provider;
  quiet: Quiet;
  database: string;
  latencyMs: number;
  tally: Tally;
};

/**
 * When workers died, by the number of the lock they held, when the database was away, when a provider could not be asked, or not
 * by everybody, and when the clock was wrong.
 */
export type Damage = {
  deaths: Map<number, number>;
  outages: Outage[];
  unaskable: Span[];
  jumps: Span[];
};

/** Epoch milliseconds. */
export type Span = { fromMs: number; toMs: number };

/** Nothing is broken yet. */
export function noDamage(): Damage {
  return { deaths: new Map(), outages: [], unaskable: [], jumps: [] };
}

const AIMS_FOR_MS = 3_000;
const SERVED_WITHIN_MS = 30_000;
const USUAL_START_MS = 1_500;

/** Lets one mishap after the other happen until told to stop; while somebody has it quiet, the next one waits. */
export async function letThingsHappen(
  ground: Ground,
  plan: Generator<PlannedMishap, never>,
  until: AbortSignal,
  damage: Damage,
): Promise<void> {
  for (const { afterMs, mishap } of plan) {
    await delay(afterMs * slownessOf(ground), undefined, { signal: until }).catch(() => {});
    await somebodyServes(ground, until);
    if (until.aborted) break;
    await ground.quiet.disturb(() => happen(ground, mishap, damage), until);
  }
}

async function happen(ground: Ground, mishap: Mishap, damage: Damage): Promise<void> {
  const { portals, lines, eyes, provider, tally, database } = ground;
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
      damage.outages.push(await lines.database.cut({ ...how, whileDown }));
      return;
    }
    case 'spoil_tokens':
      tally.add(`fault tokens-${mishap.how}`);
      await provider.control('POST', `/tokens/${mishap.how}`);
      return;
    case 'spoil_requests': {
      const { path, fault, times, forMs } = mishap;
      tally.add(`fault ${fault} on calls`);
      await during(damage.unaskable, async () => {
        await provider.control('POST', '/faults', { path, fault, times });
        await delay(forMs);
        await provider.control('DELETE', '/faults');
      });
      return;
    }
    case 'slow_devices':
      tally.add('fault slow-devices');
      await provider.control('PUT', '/settings', { latencyMs: mishap.latencyMs });
      await delay(mishap.forMs);
      await provider.control('PUT', '/settings', { latencyMs: ground.latencyMs });
      return;
    case 'kill_database':
      return killDatabase(ground, damage, mishap);
    case 'fill_disk':
      return fillDisk(ground, damage, mishap);
    case 'spoil_line': {
      const { to, weather, forMs } = mishap;
      const spoil = async () =>
        tally.add(`fault line to ${to}: ${weather.kind}`, await lines[to].spoil(weather, forMs));
      return to === 'iyzico' || to === 'interpay' ? during(damage.unaskable, spoil) : spoil();
    }
    case 'shift_clock':
      tally.add(`fault clock ${mishap.byMs > 0 ? 'ahead' : 'behind'}`);
      return during(damage.jumps, async () => {
        ground.shiftClock(mishap.byMs);
        await delay(mishap.forMs);
        ground.shiftClock(0);
      });
  }
}

/** Notes from when to when it was so. */
async function during(spans: Span[], work: () => Promise<void>): Promise<void> {
  const fromMs = Date.now();
  const span = { fromMs, toMs: Number.POSITIVE_INFINITY };
  spans.push(span);
  await work().finally(() => {
    span.toMs = Date.now();
  });
}

async function killDatabase(
  { server, eyes, tally, database }: Ground,
  damage: Damage,
  { whole, downMs }: Mishap & { kind: 'kill_database' },
): Promise<void> {
  const fromMs = Date.now();
  tally.add(whole ? 'fault PostgreSQL killed' : 'fault a process of PostgreSQL killed');
  if (whole) await server.kill(downMs);
  else {
    const [backend] = await eyes.sql<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = ${database} and backend_type = 'client backend'
        and application_name not like 'campaign-%' order by state = 'active' desc, random() limit 1`;
    if (backend) await server.killBackend(backend.pid);
  }
  damage.outages.push({ kind: 'killed', fromMs, toMs: Date.now() });
}

async function fillDisk(
  { server, lines, workers, portals, tally }: Ground,
  damage: Damage,
  { of, forMs }: Mishap & { kind: 'fill_disk' },
): Promise<void> {
  tally.add(`fault disk full: ${of}`);
  if (of === 'database') {
    const fromMs = Date.now();
    await server.fillDisk(forMs);
    damage.outages.push({ kind: 'killed', fromMs, toMs: Date.now() });
    return;
  }
  const ours = () => [...workers.pids(), ...portals.pids()];
  for (const pid of ours()) await limitFiles(pid, 0);
  damage.outages.push(await lines.database.cut({ mutedMs: 0, downMs: forMs }));
  for (const pid of ours()) await limitFiles(pid, null);
}

/** How many times longer than usual this machine takes to start a process: so much rarer are mishaps, or nobody would serve. */
function slownessOf({ workers, portals }: Ground): number {
  return Math.max(1, Math.max(workers.startTookMs(), portals.startTookMs()) / USUAL_START_MS);
}

/** Waits until a worker and a portal are there, for a while: whom nobody serves no mishap can meet. */
async function somebodyServes({ workers, portals }: Ground, until: AbortSignal): Promise<void> {
  const isServed = () => workers.addresses().length > 0 && portals.addresses().length > 0;
  for (const end = Date.now() + SERVED_WITHIN_MS; Date.now() < end && !until.aborted && !isServed(); )
    await delay(50);
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

import { existsSync, readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import type { Browsers } from './browsers.ts';
import type { SoakWorld } from './world.ts';

/** Figures of one moment by their names: `memory portal`, `rows transactions`, … */
export type Sample = { minute: number; of: Readonly<Record<string, number>> };

const MB = 1024 * 1024;

/** Reads everything that may not grow: of the processes, of the database, of every table, of the disk. */
export async function takeSample(world: SoakWorld, browsers: Browsers, minute: number): Promise<Sample> {
  const [portal, worker, database] = [
    await readProcess(world, 'portal'),
    await readProcess(world, 'worker'),
    await readDatabase(world),
  ];
  const times = browsers.takeTimes().sort((a, b) => a - b);
  const answers = path.join(world.directory, 'data/answers');
  return {
    minute,
    of: {
      ...portal,
      ...worker,
      ...database,
      'load of the machine': loadavg()[0] ?? 0,
      'streams held by browsers': browsers.held(),
      'page median ms': times[Math.floor(times.length / 2)] ?? 0,
      'page longest ms': times.at(-1) ?? 0,
      'answers set aside': existsSync(answers) ? readdirSync(answers, { recursive: true }).length : 0,
    },
  };
}

/** What a process says of itself. */
async function readProcess(
  { ports, config }: Pick<SoakWorld, 'ports' | 'config'>,
  who: 'portal' | 'worker',
): Promise<Record<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${ports[who]}/api/internal/metrics`, {
    headers: { authorization: `Bearer ${config.metricsToken}` },
  });
  if (!answer.ok) throw new Error(`The ${who} told no metrics: ${answer.status}`);
  const lines = new Map(
    (await answer.text())
      .split('\n')
      .map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]),
  );
  const read = (name: string) => lines.get(name) ?? Number.NaN;
  return {
    [`memory ${who} MB`]: read('process_resident_memory_bytes') / MB,
    [`heap ${who} MB`]: read('nodejs_heap_used_bytes') / MB,
    [`descriptors ${who}`]: read('process_open_fds'),
    [`delay ${who} p99 ms`]: read('nodejs_event_loop_delay_p99_seconds') * 1_000,
    ...(who === 'portal' ? { 'streams portal': read('vezne_live_streams') } : {}),
  };
}

async function readDatabase({ sql }: Pick<SoakWorld, 'sql'>): Promise<Record<string, number>> {
  const connections = await sql<{ name: string; count: number }[]>`
    select application_name as name, count(*)::int as count from pg_stat_activity
    where backend_type = 'client backend' and application_name not like 'soak%' group by 1`;
  const tables = await sql<{ schema: string; name: string; bytes: string }[]>`
    select n.nspname as schema, c.relname as name, pg_total_relation_size(c.oid) as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('public', 'pgboss') and not c.relispartition`;
  const figures: [string, number][] = connections.map(({ name, count }) => [`connections ${name}`, count]);
  for (const { schema, name, bytes } of tables) {
    const [row] = await sql<
      { count: number }[]
    >`select count(*)::int as count from ${sql(`${schema}.${name}`)}`;
    const shown = schema === 'public' ? name : `${schema}.${name}`;
    figures.push([`rows ${shown}`, row?.count ?? 0], [`size ${shown} MB`, Number(bytes) / MB]);
  }
  return Object.fromEntries(figures);
}

/** What outlives a soak by far is made to pass within it: finished jobs after ten minutes (a day), files after ten (seven days). */
export async function shortenClocks({ sql }: Pick<SoakWorld, 'sql'>): Promise<void> {
  await sql`update pgboss.queue set deletion_seconds = 600, maintain_on = null`;
  await sql`update exports set expires_at = now() where state = 'ready' and created_at < now() - interval '10 minutes'`;
}

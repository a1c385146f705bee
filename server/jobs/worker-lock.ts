import postgres from 'postgres';
import { LASTING } from '#db/client.ts';
import { WORKER_LOCK } from '#db/queries/recovery.ts';

/** A sign of life that the database itself takes down when the process dies. */
export type WorkerLock = {
  key: number;
  /** Takes the lock again after the connection was lost and made anew. */
  renew(): Promise<void>;
  close(): Promise<void>;
};

/** Holds an advisory lock under a key nobody else has, on a direct connection of its own. */
export async function holdWorkerLock(directUrl: string, randomKey: () => number): Promise<WorkerLock> {
  const client = postgres(directUrl, {
    ...LASTING,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connection: { application_name: 'vezne-worker' },
  });
  let key = randomKey();
  const take = async () => {
    const [row] = await client<
      { held: boolean }[]
    >`select pg_try_advisory_lock(${WORKER_LOCK}::int, ${key}::int) as held`;
    return row?.held === true;
  };
  while (!(await take())) key = randomKey();
  return {
    key,
    async renew() {
      const [row] = await client<{ held: boolean }[]>`
        select exists (select 1 from pg_locks where locktype = 'advisory' and classid = ${WORKER_LOCK}::int and objid = ${key}::int
          and pid = pg_backend_pid()) as held`;
      if (row?.held !== true) await take();
    },
    close: () => client.end({ timeout: 2 }),
  };
}

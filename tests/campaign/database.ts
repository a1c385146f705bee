import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { type EmbeddedDatabase, startEmbedded } from '#db/embedded.ts';
import type { ClusterOptions } from '#db/embedded-cluster.ts';
import { DATABASE } from '#db/embedded-credentials.ts';
import { isAlive } from '#db/tied-process.ts';

const run = promisify(execFile);

/** A database whose server can be killed and have its disk full, and is started again by whoever watches over it. */
export type WatchedDatabase = Pick<EmbeddedDatabase, 'ownerUrl' | 'appUrl' | 'stop'> & {
  /** Kills the server outright (SIGKILL) and starts it again after a while. */
  kill(downMs: number): Promise<void>;
  /** Kills one process of it outright, after which it ends all its sessions and recovers by itself. */
  killBackend(pid: number): Promise<void>;
  /** No file of it can grow for a while. A server that ends of that is started again. */
  fillDisk(forMs: number): Promise<void>;
};

/** An orphan of a killed server holds its memory for a moment. */
const TRIES = 40;
const TRY_AGAIN_AFTER_MS = 250;

/**
 * Starts the embedded database. What is committed outlives the death of its server, also where nothing is flushed to the disk: then it
 * is in the hands of the system, which lives on.
 */
export async function startWatched(options: ClusterOptions): Promise<WatchedDatabase> {
  let current = await startEmbedded(options);
  let isStopping = false;
  const { ownerUrl, appUrl } = current;
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await sql`alter database ${sql(DATABASE)} set synchronous_commit = on`;
  await sql.end();
  const mainPid = () =>
    Number(readFileSync(path.join(options.directory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const startAgain = async () => {
    await current.stop().catch(() => {});
    for (let left = TRIES; !isStopping; left--) {
      try {
        current = await startEmbedded(options);
        return;
      } catch (error) {
        if (left === 0) throw error;
        await delay(TRY_AGAIN_AFTER_MS);
      }
    }
  };
  return {
    ownerUrl,
    appUrl,
    async kill(downMs) {
      const pid = mainPid();
      process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await delay(10);
      await delay(downMs);
      await startAgain();
    },
    async killBackend(pid) {
      // It may have ended by itself meanwhile.
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    },
    async fillDisk(forMs) {
      const pid = mainPid();
      for (const one of [pid, ...childrenOf(pid)]) await limitFiles(one, 0);
      await delay(forMs);
      for (const one of [pid, ...childrenOf(pid)]) await limitFiles(one, null);
      for (let left = 20; left > 0 && isAlive(pid); left--) await delay(50);
      if (!isAlive(pid)) await startAgain();
    },
    async stop() {
      isStopping = true;
      await current.stop();
    },
  };
}

/**
 * Lets no file that a running process writes grow beyond so many bytes, as on a full disk: a write fails. Null: as large as it
 * likes. What the limit does not reach (a process that ended meanwhile) is no matter.
 */
export async function limitFiles(pid: number, bytes: number | null): Promise<void> {
  try {
    // As whom it runs: nobody else may, not even the one who started it.
    const { uid, gid } = statSync(`/proc/${pid}`);
    const isOurs = uid === process.getuid?.();
    const args = ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:`];
    await run('prlimit', args, isOurs ? {} : { uid, gid });
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
}

/** None when it has ended. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

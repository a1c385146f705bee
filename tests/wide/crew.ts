import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';

/** A portal or worker that can be ended and started again under the same name and port. */
export type Member = {
  name: string;
  port: number;
  /** Ends it as an orchestrator does, and starts the next; resolves when that is ready. Tells how long it took to end, in ms. */
  restart(): Promise<number>;
  stop(): Promise<void>;
};

/** Starts one; resolves when it says that it is ready. */
export async function startMember(options: {
  kind: 'portal' | 'worker';
  name: string;
  port: number;
  env: Record<string, string>;
  directory: string;
}): Promise<Member> {
  const { kind, name, port, env, directory } = options;
  const log = createWriteStream(path.join(directory, `${name}.log`));
  const own = {
    ...env,
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_MANUAL_SIG_HANDLE: '1',
    WORKER_PORT: kind === 'worker' ? String(port) : '',
  };
  const args =
    kind === 'portal'
      ? ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)]
      : ['server/jobs/main.ts'];
  const start = async (): Promise<TiedProcess> => {
    const child = spawnTied(process.execPath, args, { signal: 'TERM', cwd: process.cwd(), env: own });
    child.stdout.on('data', (chunk: Buffer) => log.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => log.write(chunk));
    await ready(name, port, child);
    return child;
  };
  let current = await start();
  const stop = async () => {
    current.stop();
    await current.exited;
  };
  return {
    name,
    port,
    stop,
    async restart() {
      const startedAt = performance.now();
      await stop();
      const took = performance.now() - startedAt;
      current = await start();
      return took;
    },
  };
}

async function ready(name: string, port: number, child: TiedProcess): Promise<void> {
  for (let left = 600; left > 0; left--) {
    if (!child.isRunning()) throw new Error(`${name} ended by itself; see its log`);
    const answer = await fetch(`http://127.0.0.1:${port}/api/internal/ready`).catch(() => null);
    if (answer?.status === 200) return;
    await delay(100);
  }
  throw new Error(`${name} was not ready in a minute`);
}

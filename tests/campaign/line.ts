import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** The line from the processes to the database: everything they say goes through here, and it can be cut. */
export type Line = {
  port: number;
  /**
   * First keeps back what the database says, so that some commits are done and never confirmed, then breaks every connection
   * and refuses new ones for a while. Resolves with the time of the break and of the repair.
   */
  cut(how: { mutedMs: number; downMs: number; whileDown?: () => Promise<void> }): Promise<Outage>;
  close(): Promise<void>;
};

/** When the database was away; both ends the same when only the sessions ended. Epoch milliseconds. */
export type Outage = { kind: 'line_cut' | 'sessions_ended'; fromMs: number; toMs: number };

/** Opens a line to a port of this machine, on a free port of its own. */
export async function openLine(to: number): Promise<Line> {
  const pairs = new Set<[near: Socket, far: Socket]>();
  let isDown = false;
  const server = createServer((near) => {
    if (isDown) return void near.resetAndDestroy();
    const far = connect(to, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async cut({ mutedMs, downMs, whileDown }) {
      const fromMs = Date.now();
      isDown = true;
      for (const [near, far] of pairs) far.unpipe(near).pause();
      await delay(mutedMs);
      for (const [near, far] of [...pairs]) {
        near.resetAndDestroy();
        far.destroy();
      }
      await Promise.all([delay(downMs), whileDown?.()]);
      isDown = false;
      return { kind: 'line_cut', fromMs, toMs: Date.now() };
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const [near, far] of [...pairs]) {
        near.destroy();
        far.destroy();
      }
      await closed;
    },
  };
}

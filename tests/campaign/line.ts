import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** The line between two parts: everything they say goes through here, and it can be cut, or be bad for a while. */
export type Line = {
  port: number;
  /**
   * First keeps back what the far end says, so that some commits are done and never confirmed, then breaks every connection
   * and refuses new ones for a while. Resolves with the time of the break and of the repair.
   */
  cut(how: { mutedMs: number; downMs: number; whileDown?: () => Promise<void> }): Promise<Outage>;
  /** Lets the line be bad for a while, or until something has happened; resolves with how many connections felt it. */
  spoil(weather: Weather, until: number | Promise<unknown>): Promise<number>;
  close(): Promise<void>;
};

/** How a line is bad. Connections that do not speak meanwhile feel nothing. */
export type Weather =
  /** Breaks in the middle of what is said to the far end (a request), or by it (an answer), after so many bytes of it. */
  | { kind: 'cut_request'; afterBytes: number }
  | { kind: 'cut_answer'; afterBytes: number }
  /** Everything comes so much later. */
  | { kind: 'delay'; ms: number }
  /** Everything comes in drops. */
  | { kind: 'slow'; bytesPerSecond: number }
  /** Whoever comes is turned away at once. */
  | { kind: 'reset' };

/** When the database was away; both ends the same when only the sessions ended. Epoch milliseconds. */
export type Outage = { kind: 'line_cut' | 'sessions_ended' | 'killed'; fromMs: number; toMs: number };

type Direction = 'request' | 'answer';
type Pair = { near: Socket; far: Socket; end: (how?: 'reset') => void };

/** Drops fall so often in a second. */
const DROPS_PER_SECOND = 20;

/** Opens a line to a port of this machine, on a free port of its own or the one given; null: there is nobody at the far end. */
export async function openLine(to: number | (() => number | null), at = 0): Promise<Line> {
  const pairs = new Set<Pair>();
  let isDown = false;
  let isMuted = false;
  let bad: { weather: Weather; felt: Set<Pair>; said: Map<Socket, number> } | null = null;

  const carry = async (pair: Pair, from: Socket, chunk: Buffer): Promise<void> => {
    const direction: Direction = from === pair.near ? 'request' : 'answer';
    const target = from === pair.near ? pair.far : pair.near;
    if (isMuted && direction === 'answer') return void (await closed(target));
    const now = bad;
    if (!now) return write(target, chunk);
    const { weather, felt, said } = now;
    switch (weather.kind) {
      case 'reset':
        return write(target, chunk);
      case 'delay':
        felt.add(pair);
        await delay(weather.ms);
        return write(target, chunk);
      case 'slow': {
        felt.add(pair);
        const drop = Math.max(1, Math.round(weather.bytesPerSecond / DROPS_PER_SECOND));
        let rest = chunk;
        for (; bad === now && rest.length > drop && !target.destroyed; rest = rest.subarray(drop)) {
          await write(target, rest.subarray(0, drop));
          await delay(1_000 / DROPS_PER_SECOND);
        }
        return write(target, rest);
      }
      case 'cut_request':
      case 'cut_answer': {
        if (weather.kind !== `cut_${direction}`) return write(target, chunk);
        const before = said.get(from) ?? 0;
        said.set(from, before + chunk.length);
        if (before + chunk.length <= weather.afterBytes) return write(target, chunk);
        felt.add(pair);
        await write(target, chunk.subarray(0, weather.afterBytes - before));
        pair.end('reset');
      }
    }
  };

  const server = createServer((near) => {
    const port = typeof to === 'number' ? to : to();
    const isTurnedAway = bad?.weather.kind === 'reset';
    if (isDown || isTurnedAway || port === null) {
      near.on('error', () => {});
      if (isTurnedAway) turnedAway += 1;
      return void near.resetAndDestroy();
    }
    const far = connect(port, '127.0.0.1');
    const pair: Pair = {
      near,
      far,
      end: (how) => {
        pairs.delete(pair);
        if (how === 'reset') near.resetAndDestroy();
        else near.destroy();
        far.destroy();
      },
    };
    pairs.add(pair);
    for (const [from, target] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => pair.end());
      let carried = Promise.resolve();
      // One piece at a time, so that none overtakes another.
      from.on('data', (chunk: Buffer) => {
        from.pause();
        carried = carry(pair, from, chunk).finally(() => from.resume());
      });
      // What was said before the end still arrives.
      from.on('end', () => void carried.then(() => target.end()));
      from.on('close', () => {
        void carried.then(() => target.end());
        if (target.closed) pairs.delete(pair);
      });
    }
  });
  let turnedAway = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async cut({ mutedMs, downMs, whileDown }) {
      const fromMs = Date.now();
      isDown = true;
      isMuted = true;
      await delay(mutedMs);
      for (const pair of [...pairs]) pair.end('reset');
      isMuted = false;
      await Promise.all([delay(downMs), whileDown?.()]);
      isDown = false;
      return { kind: 'line_cut', fromMs, toMs: Date.now() };
    },
    async spoil(weather, until) {
      const felt = new Set<Pair>();
      const before = turnedAway;
      bad = { weather, felt, said: new Map() };
      await (typeof until === 'number' ? delay(until) : until);
      bad = null;
      return felt.size + turnedAway - before;
    },
    async close() {
      const closing = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const pair of [...pairs]) pair.end();
      await closing;
    },
  };
}

/** Resolves when the other side has taken it, or is gone. */
async function write(target: Socket, chunk: Buffer): Promise<void> {
  if (chunk.length === 0 || target.destroyed || target.write(chunk)) return;
  await Promise.race([new Promise<void>((resolve) => target.once('drain', resolve)), closed(target)]);
}

function closed(socket: Socket): Promise<void> {
  return socket.destroyed
    ? Promise.resolve()
    : new Promise((resolve) => socket.once('close', () => resolve()));
}

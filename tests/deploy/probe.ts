import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';

// What a process can do that runs as the image does: `isolate.sh` starts it, and it prints what it found as JSON. It imports nothing.

/** What happened to each try, by where or whither; `ok`, or the code of what stood in its way. */
export type Found = {
  written: Record<string, string>;
  started: Record<string, string>;
  reached: Record<string, string>;
  becameRoot: string;
  /** What the kernel says the process may. */
  status: Record<string, string>;
};

const WRITABLE = ['/data', '/tmp'];
/** Every place that is not the kernel's own and lies this deep is tried. */
const DEPTH = 3;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function attempt(work: () => void): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    return codeOf(error);
  }
}

function* placesUnder(at: string, depth: number): Generator<string> {
  yield at;
  if (depth === 0) return;
  let entries: ReturnType<typeof listOf> = [];
  try {
    entries = listOf(at);
  } catch {
    return;
  }
  for (const entry of entries)
    if (entry.isDirectory() && !(at === '/' && entry.name === 'proc'))
      yield* placesUnder(path.join(at, entry.name), depth - 1);
}

function listOf(at: string) {
  return readdirSync(at, { withFileTypes: true });
}

function write(at: string): string {
  const file = path.join(at, '.planted');
  const said = attempt(() => writeFileSync(file, 'planted'));
  if (said === 'ok') rmSync(file);
  return said;
}

/** Puts a program there, as whoever could write would, and starts it. */
function start(at: string): string {
  const program = path.join(at, 'planted');
  copyFileSync('/usr/bin/true', program);
  chmodSync(program, 0o755);
  const { error, status } = spawnSync(program);
  return error ? codeOf(error) : `ok ${status}`;
}

function reach(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (said: string) => {
      socket.destroy();
      resolve(said);
    };
    socket.once('connect', () => end('ok'));
    socket.once('timeout', () => end('timeout'));
    socket.once('error', (error) => end(codeOf(error)));
  });
}

const reached: Found['reached'] = {};
for (const address of process.argv.slice(2)) {
  const at = address.lastIndexOf(' ');
  reached[address] = await reach(address.slice(0, at), Number(address.slice(at + 1)));
}
const found: Found = {
  written: Object.fromEntries([...placesUnder('/', DEPTH)].map((at) => [at, write(at)])),
  started: Object.fromEntries(WRITABLE.map((at) => [at, start(at)])),
  reached,
  becameRoot: attempt(() => process.setuid?.(0)),
  status: Object.fromEntries(
    readFileSync('/proc/self/status', 'utf8')
      .split('\n')
      .map((line) => line.split(/:\s+/, 2))
      .flatMap(([name, value]) => (name && value ? [[name, value]] : [])),
  ),
};
process.stdout.write(JSON.stringify(found));

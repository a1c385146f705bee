import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Found } from './probe.ts';

// What `Dockerfile` and `compose.yaml` say of how the product runs, without a container engine: the same tree under the same user, mounts
// and rights by means of the kernel alone. What an engine itself adds (its own profile of system calls) is not tried.

/** `node` in the image. */
const UID = 1000;
/** How an engine mounts what `tmpfs` names, and how /data is to be mounted. */
const SEALED = 'rw,noexec,nosuid,nodev';

const why = whyNot();
let listener: Server;
let addresses: string[];
let root: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'vezne-root-'));
  listener = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
  const bound = listener.address();
  const port = bound && typeof bound === 'object' ? bound.port : 0;
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const hosts = own.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
  // The last one is for documentation and leads nowhere; without a way out not even that is tried.
  addresses = [...hosts.map((host) => `${host} ${port}`), '192.0.2.1 443'];
});
afterAll(() => {
  listener.close();
  rmSync(root, { recursive: true, force: true });
});

async function probe(options: string): Promise<Found> {
  const script = path.resolve('tests/deploy/isolate.sh');
  const place = [root, process.cwd(), process.execPath, path.resolve('tests/deploy/probe.ts')];
  const { stdout } = await promisify(execFile)(
    'unshare',
    [
      ...['--mount', '--net', '--pid', '--fork', '--propagation', 'private', 'sh', script],
      ...[...place, options, String(UID), ...addresses],
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout);
}

describe.skipIf(why !== null)(`as the image runs${why ? ` (not tried here: ${why})` : ''}`, () => {
  let found: Found;
  beforeAll(async () => {
    found = await probe(SEALED);
  }, 120_000);

  it('nothing is written but in /data and in memory', () => {
    const places = Object.keys(found.written);
    expect(places).toEqual(expect.arrayContaining(['/', '/app', '/app/server', '/app/node_modules', '/usr']));
    const written = places.filter((at) => found.written[at] === 'ok').sort();
    expect(written.filter((at) => at !== '/app/.next/cache')).toEqual(['/data', '/tmp']);
  });

  it('no program that was planted where it can write is started', () => {
    expect(found.started).toEqual({ '/data': 'EACCES', '/tmp': 'EACCES' });
  });

  it('nothing outside is reached, not even what listens on this machine', () => {
    expect(Object.keys(found.reached)).toEqual(addresses);
    for (const said of Object.values(found.reached)) expect(said).not.toBe('ok');
  });

  it('it has no right of root, and none can be got', () => {
    expect(found.becameRoot).toBe('EPERM');
    const { CapInh, CapPrm, CapEff, CapBnd, CapAmb, NoNewPrivs, Uid } = found.status;
    for (const rights of [CapInh, CapPrm, CapEff, CapBnd, CapAmb]) expect(rights).toBe('0'.repeat(16));
    expect(NoNewPrivs).toBe('1');
    expect(Uid?.split('\t')).toEqual(Array(4).fill(String(UID)));
  });

  it('the probe itself would notice: where programs may be started, the planted one is', async () => {
    const open = await probe('rw,nosuid,nodev');
    expect(open.started).toEqual({ '/data': 'ok 0', '/tmp': 'ok 0' });
  }, 120_000);
});

/** Why this machine cannot show it; null where it can. */
function whyNot(): string | null {
  if (process.platform !== 'linux') return 'only Linux has such namespaces';
  if (process.getuid?.() !== 0) return 'only root may make namespaces, mounts and users of its own';
  for (const tool of ['/usr/bin/unshare', '/usr/bin/setpriv', '/usr/bin/true'])
    if (!existsSync(tool)) return `${tool} is not there`;
  return spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'true']).status === 0
    ? null
    : 'this machine lets nobody make namespaces';
}

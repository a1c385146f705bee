import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnTied, type TiedProcess } from '#db/tied-process.ts';
import { freePort } from '#tests/support/ports.ts';

/** A program of the system that runs from a directory of its own. */
export type SystemProgram = { port: number; stop(): Promise<void>; said(): string };

/**
 * nginx before two portals. Requests go to them in turn; callbacks go to the second as long as it is there, so that a sale that is
 * started on the first is called back on the other. Nothing is asked twice of two portals unless no byte of it had left.
 */
export async function startNginx(
  program: string,
  directory: string,
  portals: readonly [first: number, second: number],
): Promise<SystemProgram & { firstOnly: number }> {
  const [port, firstOnly] = [await freePort(), await freePort()];
  const place = path.join(directory, 'nginx');
  mkdirSync(place, { recursive: true });
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${place}/${kind};`,
  );
  const [first, second] = portals.map((one) => `127.0.0.1:${one}`);
  const down = 'max_fails=1 fail_timeout=1s';
  const file = path.join(place, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${place}/pid;
error_log stderr warn;
events { worker_connections 2048; }
http {
  log_format crossing '$status "$request_method $uri" "->$upstream_port" $request_time';
  map $upstream_addr $upstream_port { ~:(?<last>[0-9]+)$ $last; default -; }
  access_log ${place}/access.log crossing;
  ${temp.join('\n  ')}
  upstream portals { server ${first} ${down}; server ${second} ${down}; }
  upstream callbacks { server ${second} ${down}; server ${first} backup; }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Upgrade "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_connect_timeout 2s;
  add_header x-portal $upstream_addr always;
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 2m;
    location /api/internal/ { return 404; }
    location /api/live/stream { proxy_pass http://portals; proxy_buffering off; proxy_read_timeout 1h; }
    location /api/callbacks/ { proxy_pass http://callbacks; }
    location / { proxy_pass http://portals; }
  }
  # The same portal under the same name, as when the turn is the first one's.
  server {
    listen 127.0.0.1:${firstOnly};
    proxy_set_header Host localhost:${port};
    location / { proxy_pass http://${first}; }
  }
}
`,
  );
  const child = spawnTied(program, ['-p', place, '-c', file], {
    signal: 'TERM',
    cwd: place,
    env: { PATH: process.env.PATH },
  });
  return { ...(await watch('nginx', child, port)), firstOnly };
}

/** PgBouncer in transaction mode before a database, with fewer connections to it than the processes have among them. */
export async function startPgbouncer(
  program: string,
  directory: string,
  databaseUrl: string,
): Promise<SystemProgram & { url: string }> {
  const port = await freePort();
  const place = path.join(directory, 'pgbouncer');
  mkdirSync(place, { recursive: true });
  const database = new URL(databaseUrl);
  const isRoot = process.getuid?.() === 0;
  const users = path.join(place, 'users.txt');
  writeFileSync(users, `"${database.username}" "${decodeURIComponent(database.password)}"\n`, {
    mode: 0o600,
  });
  const file = path.join(place, 'pgbouncer.ini');
  writeFileSync(
    file,
    `[databases]
* = host=127.0.0.1 port=${database.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = 6
max_client_conn = 500
${isRoot ? 'user = nobody' : ''}
`,
  );
  if (isRoot) giveTo('nobody', place, [users, file]);
  const child = spawnTied(program, [file], { signal: 'TERM', cwd: place, env: { PATH: process.env.PATH } });
  const url = new URL(databaseUrl);
  url.port = String(port);
  return { ...(await watch('pgbouncer', child, port)), url: url.href };
}

/** PgBouncer refuses to run as root. */
function giveTo(user: string, directory: string, files: readonly string[]): void {
  const [, , uid, gid] =
    new RegExp(`^${user}:([^:]*):(\\d+):(\\d+)`, 'm').exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  for (const place of [directory, ...files]) chownSync(place, Number(uid), Number(gid));
  chmodSync(directory, 0o755);
}

async function watch(name: string, child: TiedProcess, port: number): Promise<SystemProgram> {
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000);
    });
  await isListening(port, () => {
    if (!child.isRunning()) throw new Error(`${name} did not start:\n${text}`);
  });
  return {
    port,
    said: () => text,
    stop: async () => {
      child.stop();
      await child.exited;
    },
  };
}

async function isListening(port: number, check: () => void): Promise<void> {
  const { connect } = await import('node:net');
  for (let left = 200; left > 0; left--) {
    check();
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await delay(50);
  }
  throw new Error(`Nobody listens on ${port}`);
}

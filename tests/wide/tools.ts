import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program of the system, with the Debian package that brings it. */
const TOOLS = {
  nginx: { package: 'nginx-light', places: ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/usr/bin/nginx'] },
  pgbouncer: {
    package: 'pgbouncer',
    places: ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/usr/bin/pgbouncer'],
  },
} as const;

/** Where nginx and PgBouncer are. A CI machine, as root, installs what is missing; anybody else is told the line. */
export function findTools(say: (line: string) => void): Record<keyof typeof TOOLS, string> {
  if (missing().length > 0 && process.env.CI === 'true' && process.getuid?.() === 0) {
    say(`Installing ${missing().join(' and ')}.`);
    spawnSync('/bin/sh', ['-c', installLine(missing())], {
      stdio: 'inherit',
      // Neither is to be started as a service of this machine.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
  }
  const left = missing();
  if (left.length > 0) throw new Error(`This needs ${left.join(' and ')}; on Debian: ${installLine(left)}`);
  const at = (name: keyof typeof TOOLS) => TOOLS[name].places.find((place) => existsSync(place)) ?? name;
  return { nginx: at('nginx'), pgbouncer: at('pgbouncer') };
}

function missing(): string[] {
  return Object.values(TOOLS)
    .filter(({ places }) => !places.some((place) => existsSync(place)))
    .map((tool) => tool.package);
}

function installLine(packages: readonly string[]): string {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

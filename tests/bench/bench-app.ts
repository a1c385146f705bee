import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPortal, isBuilt } from '../demo/build.ts';

const SOURCES = ['app', 'components', 'db', 'server', 'tests'];
const EMPTY = 'tests/bench/empty';

/**
 * Makes a copy of the product that has an empty page (`/empty`) and an empty route (`/api/empty`) beside its own, and builds it
 * unless that is done: what a page costs at least can only be measured in the same build, and no build for people has them. Within
 * it lies an app of the same framework that is nothing but an empty page. This process then works in the copy.
 */
export async function enterBenchApp(say: (text: string) => void): Promise<void> {
  const root = process.cwd();
  const copy = path.resolve('.data/bench-app');
  mkdirSync(copy, { recursive: true });
  for (const name of SOURCES) {
    rmSync(path.join(copy, name), { recursive: true, force: true });
    cpSync(name, path.join(copy, name), { recursive: true });
  }
  for (const entry of readdirSync(root, { withFileTypes: true }).filter((one) => one.isFile())) {
    rmSync(path.join(copy, entry.name), { force: true });
    linkSync(entry.name, path.join(copy, entry.name));
  }
  linkPackages(root, copy);
  put(copy, 'page.tsx', 'app/empty/page.tsx');
  put(copy, 'route.ts', 'app/api/empty/route.ts');
  put(copy, 'app-layout.tsx', 'empty-app/app/layout.tsx');
  put(copy, 'page.tsx', 'empty-app/app/page.tsx');
  process.chdir(copy);
  if (!isBuilt()) {
    say('Building the portal with an empty page beside its own …');
    await buildPortal(() => undefined);
  }
  if (!existsSync('empty-app/.next/BUILD_ID')) {
    say('Building an empty app …');
    // Without one of its own it would begin with that of the directory it lies in.
    writeFileSync('empty-app/instrumentation.ts', 'export function register() {}\n');
    writeFileSync('empty-app/package.json', '{"private":true,"type":"module"}\n');
    writeFileSync(
      'empty-app/next.config.mjs',
      `export default { typescript: { ignoreBuildErrors: true }, turbopack: { root: ${JSON.stringify(copy)} } };\n`,
    );
    execFileSync(process.execPath, ['node_modules/next/dist/bin/next', 'build', 'empty-app'], {
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: 'ignore',
    });
  }
}

/** As links: a build follows none that leads out of its directory. */
function linkPackages(root: string, copy: string): void {
  const record = 'node_modules/.package-lock.json';
  const isSame = existsSync(path.join(copy, record)) && sizeOf(path.join(copy, record)) === sizeOf(record);
  if (isSame) return;
  rmSync(path.join(copy, 'node_modules'), { recursive: true, force: true });
  execFileSync('cp', ['-al', path.join(root, 'node_modules'), path.join(copy, 'node_modules')]);
}

function put(copy: string, name: string, to: string): void {
  mkdirSync(path.join(copy, path.dirname(to)), { recursive: true });
  cpSync(path.join(EMPTY, name), path.join(copy, to));
}

function sizeOf(file: string): string {
  return execFileSync('cksum', [file], { encoding: 'utf8' }).split(' ')[0] ?? '';
}

import { readFileSync } from 'node:fs';

/** Every address of the build under test, as its source names them: `/[merchant]/transactions/[id]`. */
export function builtRoutes(): string[] {
  const manifest: Record<string, string> = JSON.parse(
    readFileSync('.next/server/app-paths-manifest.json', 'utf8'),
  );
  return Object.keys(manifest)
    .filter((name) => !name.startsWith('/_'))
    .map((name) => name.replace(/\/(?:page|route)$/, '').replaceAll(/\/\([^)]+\)/g, '') || '/')
    .sort();
}

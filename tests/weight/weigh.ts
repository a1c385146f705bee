import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';

/** What a browser that knows nothing yet fetches for one page, in bytes as the portal sends them. */
export type Weight = { route: string; scripts: number; styles: number; files: string[] };

const text = z.string();
const pathsManifest = z.record(text, text);
const buildManifest = z.object({ rootMainFiles: z.array(text).min(1) });
const clientManifest = z.object({
  entryJSFiles: z.record(text, z.array(text)),
  entryCSSFiles: z.record(text, z.array(z.object({ path: text }))),
});

/**
 * Weighs every page of a build: what all pages begin with, and what page, layouts and the screens for errors name as theirs. Not in
 * it is what is loaded on use (`import()`), what only the answers 403 and 404 show, and polyfills, which only old browsers fetch.
 * `tests/e2e/weight.spec.ts` holds that a browser fetches no more.
 * @throws when the build is not there, or is laid out otherwise than this was written for: it never finds nothing.
 */
export function weighPages(build: string): Weight[] {
  const weigh = scales(build);
  const entries = Object.keys(pathsManifest.parse(readJson(build, 'server/app-paths-manifest.json')));
  const root = buildManifest.parse(readJson(build, 'build-manifest.json')).rootMainFiles;
  const pages = entries.filter((entry) => entry.endsWith('/page') && !entry.startsWith('/_'));
  if (pages.length === 0) throw new Error(`${build} has no pages`);
  return pages.map((entry) => {
    const { entryJSFiles, entryCSSFiles } = readClientManifest(build, entry);
    const parts = Object.entries(entryJSFiles).filter(([part]) => !/\/(?:not-found|forbidden)$/.test(part));
    const scripts = [...new Set([...root, ...parts.flatMap(([, files]) => files)])];
    const styles = [
      ...new Set(Object.values(entryCSSFiles).flatMap((files) => files.map((file) => file.path))),
    ];
    if (scripts.length <= root.length) throw new Error(`${entry} has no script of its own`);
    if (styles.length === 0) throw new Error(`${entry} has no style`);
    return {
      route: routeOf(entry),
      scripts: sum(scripts.map(weigh)),
      styles: sum(styles.map(weigh)),
      files: [...scripts, ...styles],
    };
  });
}

/** `/[merchant]/transactions/(list)/page` is the page at `/[merchant]/transactions`. */
function routeOf(entry: string): string {
  return entry.replace(/\/page$/, '').replaceAll(/\/\([^)]+\)/g, '') || '/';
}

/** Bytes of a file as `next start` sends it to whoever takes gzip. */
function scales(build: string): (file: string) => number {
  const known = new Map<string, number>();
  return (file) => {
    const bytes = known.get(file) ?? gzipSync(readFileSync(path.join(build, file))).length;
    known.set(file, bytes);
    return bytes;
  };
}

/** The manifest is a script that leaves its data on the global object. */
function readClientManifest(build: string, entry: string) {
  const file = path.join(build, 'server/app', `${entry}_client-reference-manifest.js`);
  const sandbox = createContext({ globalThis: {} });
  runInContext(readFileSync(file, 'utf8'), sandbox);
  const { __RSC_MANIFEST } = z
    .object({ globalThis: z.object({ __RSC_MANIFEST: z.record(text, z.unknown()) }) })
    .parse(sandbox).globalThis;
  return clientManifest.parse(__RSC_MANIFEST[entry]);
}

function readJson(build: string, file: string): unknown {
  return JSON.parse(readFileSync(path.join(build, file), 'utf8'));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

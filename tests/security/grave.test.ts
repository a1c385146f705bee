import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Permission } from '#server/auth/permissions.ts';

/** Whatever these allow is grave: money on a person's word, limits, roles, credentials. */
const GRAVE: ReadonlySet<string> = new Set<Permission>([
  'resolution:make',
  'resolution:check',
  'refund:request',
  'approvals:decide',
  'limits:set',
  'limits:check',
  'users:manage',
  'connections:manage',
]);

/** And yet these ask for nothing, for they only take away: a door is shut in a hurry, and a wish of one's own is given up. */
const TAKES_AWAY = [
  'withdrawResolutionAction',
  'disableUserAction',
  'endSessionsAction',
  'endOwnSessionsAction',
];

/** What a connection or a person is called, and the language they read: it opens nothing. */
const IS_A_NAME = ['renameConnectionAction', 'changeDetailsAction'];

/** What is asked for is a factor: this is how one becomes fresh. */
const IS_THE_FACTOR = ['confirmFactorAction'];

type Action = { name: string; permission: string; isOfPerson: boolean; isFresh: boolean };

const actions = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((name) => /actions\.ts$/.test(name))
  .flatMap((name) => readActions(readFileSync(path.join('app', name), 'utf8')));

function readActions(text: string): Action[] {
  return text.split(/^export const /m).flatMap((part) => {
    const [, name, kind] = /^(\w+)(?:: [^=]+)? = (merchantAction|personAction)\(/.exec(part) ?? [];
    if (!name) return [];
    const permission = /^ {2}permission: '([^']+)',$/m.exec(part)?.[1];
    const stage = /^ {2}stage: '([^']+)',$/m.exec(part)?.[1];
    const isFresh = /^ {2}freshFactor: true,$/m.test(part);
    return [{ name, permission: permission ?? stage ?? '', isOfPerson: kind === 'personAction', isFresh }];
  });
}

it('every action says in a line of its own what it is for, so that this file can read it', () => {
  expect(actions.length).toBeGreaterThan(60);
  expect(actions.filter(({ permission }) => permission === '')).toEqual([]);
});

it('every grave action asks for a fresh factor', () => {
  const free = [...TAKES_AWAY, ...IS_A_NAME];
  const grave = actions.filter(({ name, permission }) => GRAVE.has(permission) && !free.includes(name));
  expect(grave.length).toBeGreaterThan(10);
  expect(grave.filter(({ isFresh }) => !isFresh)).toEqual([]);
});

it('whatever somebody who is signed in changes of their own password or factors asks for a fresh factor', () => {
  const own = actions.filter(({ isOfPerson, permission }) => isOfPerson && permission === 'signed-in');
  const free = [...TAKES_AWAY, ...IS_A_NAME, ...IS_THE_FACTOR];
  expect(own.filter(({ name, isFresh }) => !isFresh && !free.includes(name))).toEqual([]);
});

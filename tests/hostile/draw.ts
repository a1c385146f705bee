import { demoMerchants } from '#db/seeds/demo-world.ts';
import { createDice, type Dice } from '#db/seeds/dice.ts';
import { builtActions } from '../support/action-call.ts';
import { builtRoutes } from '../support/built-routes.ts';
import { type ActionName, MONEY_ACTIONS, wellFormed } from '../support/money-actions.ts';
import {
  BODIES,
  HEADERS,
  NASTY_TEXT,
  NEVER_VALID,
  PATH_PIECES,
  QUERY_NAMES,
  QUERY_VALUES,
} from './corpus.ts';
import type { Attacker } from './people.ts';

/** One request as it will be sent. `what` names it in a report. */
export type HostileRequest = {
  what: string;
  by: Attacker;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** Fields make a multipart form as browsers write it. */
  body: string | { fields: [string, string][] } | null;
};

const SLUGS = demoMerchants.map(({ slug }) => slug);

/** The kinds of attack and how often each is drawn. */
const KINDS: readonly [Kind, ...Kind[]] = [
  { weight: 28, draw: drawPage },
  { weight: 22, draw: drawRead },
  { weight: 34, draw: drawAction },
  { weight: 8, draw: drawCallback },
  { weight: 8, draw: drawSignIn },
];
type Kind = { weight: number; draw: (dice: Dice, by: Attacker) => HostileRequest };

/**
 * So many requests, the same for the same seed, each drawn when it is asked for: however many they are, few are in memory. Each has
 * at least one thing about it for which it has to be refused, or only reads.
 */
export function* drawRequests(
  count: number,
  seed: string,
  people: readonly Attacker[],
): Generator<HostileRequest> {
  for (let index = 0; index < count; index++) {
    const dice = createDice(`${seed} ${index}`);
    yield dice.pickWeighted(KINDS).draw(dice, dice.pick(some(people)));
  }
}

const isPage = (route: string) => !route.startsWith('/api/') && route !== '/icon.svg';
// The build may be made after this file was read.
const pages = () => builtRoutes().filter(isPage);
const reads = () => builtRoutes().filter((route) => /^\/api\/(?:live|files|internal|\[)/.test(route));
const callbacks = () => builtRoutes().filter((route) => route.startsWith('/api/callbacks/'));

function drawPage(dice: Dice, by: Attacker): HostileRequest {
  const route = dice.pick(some(pages()));
  const path = `${fillIn(route, dice, by)}${drawQuery(dice)}`;
  const method = dice.pickWeighted([
    { weight: 9, is: 'GET' },
    { weight: 1, is: 'HEAD' },
    { weight: 2, is: 'POST' },
    { weight: 1, is: 'PUT' },
    { weight: 1, is: 'DELETE' },
  ]).is;
  return { what: `${method} ${route}`, by, method, path, ...bodyFor(method, dice) };
}

function drawRead(dice: Dice, by: Attacker): HostileRequest {
  const route = dice.pick(some(reads()));
  const path = `${fillIn(route, dice, by)}${drawQuery(dice)}`;
  const method = dice.chance(0.8) ? 'GET' : dice.pick(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
  return { what: `${method} ${route}`, by, method, path, ...bodyFor(method, dice) };
}

const actions = () => [...builtActions()].map(([name, { id }]) => ({ name, id }));

/** An action with a form as its page would send it, in which at least one thing is never taken. */
function drawAction(dice: Dice, by: Attacker): HostileRequest {
  const { name, id } = dice.pick(some(actions()));
  const call = name in MONEY_ACTIONS ? wellFormed(name as ActionName, {}) : null;
  const fields = spoil(Object.entries(call?.fields ?? { locale: 'xx' }), dice, by.foreignIds);
  const merchant = dice.pick([...some(SLUGS), 'no-such-merchant', '__proto__', "'; --"]);
  const page = dice.chance(0.7) && call ? call.page : `/${dice.pick(some(SLUGS))}`;
  const state = dice.pick([
    '{"status":"idle"}',
    '{}',
    'null',
    '{"status":"done","value":{"__proto__":1}}',
    '[]',
  ]);
  const args = `[${JSON.stringify(merchant)},${state},"$K1"]`;
  const headers = {
    ...drawHeaders(dice),
    ...(dice.chance(0.08) && { origin: dice.pick(['https://evil.example', 'null', 'http://localhost:1']) }),
    'next-action': dice.chance(0.95) ? id : dice.pick(['0'.repeat(42), 'x', `${id}x`]),
    accept: 'text/x-component',
  };
  const whole = { what: `action ${name}`, by, method: 'POST', path: page, headers };
  if (dice.chance(0.12)) {
    const { type, body } = dice.pick(some(BODIES));
    return { ...whole, headers: { ...headers, 'content-type': type }, body };
  }
  const sent = fields.map(([field, value]): [string, string] => [`_1_${field}`, value]);
  return { ...whole, body: { fields: [...sent, ['0', args]] } };
}

/** Fields whose every value is text that people write: none of them alone makes a form wrong. */
const FREE =
  /^(?:statement|reason|comment|text|name|label|address|city|providerDeviceId|surname|description|email|phone|query|fileName|logo|tr|en|fr|to|note)$/;

/** One field at least gets what it never takes; any other may get anything. A form of free texts alone loses them all. */
function spoil(fields: [string, string][], dice: Dice, foreignIds: readonly string[]): [string, string][] {
  const closed = fields.filter(([name]) => !FREE.test(name));
  const [victim] = closed.length > 0 ? dice.pick(some(closed)) : [null];
  const spoilt = fields.flatMap(([name, value]): [string, string][] => {
    if (name === victim) return [[name, neverValid(name, dice, foreignIds)]];
    if (victim === null) return [[name, 'x'.repeat(20_000)]];
    if (dice.chance(0.25)) return [[name, dice.pick(dice.chance(0.5) ? NASTY_TEXT : NEVER_VALID)]];
    if (dice.chance(0.05)) return [];
    return [[name, value]];
  });
  return dice.chance(0.1) ? [...spoilt, ['__proto__', '1'], ['constructor', '1']] : spoilt;
}

function neverValid(field: string, dice: Dice, foreignIds: readonly string[]): string {
  if (/Id$/.test(field) && dice.chance(0.4)) return dice.pick(some(foreignIds));
  // A number of days or parts is written as anything but one.
  const candidates = NEVER_VALID.filter((value) => !/^[+]?\d/.test(value));
  return dice.pick(some(candidates));
}

function drawCallback(dice: Dice, by: Attacker): HostileRequest {
  const route = dice.pick(some(callbacks()));
  const path = `${fillIn(route, dice, by)}${dice.chance(0.3) ? drawQuery(dice) : ''}`;
  const method = dice.pick(['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS']);
  const { headers, body } = bodyFor(method, dice);
  return {
    what: `${method} ${route}`,
    by,
    method,
    path,
    headers: { ...drawHeaders(dice), ...headers },
    body,
  };
}

function drawSignIn(dice: Dice, by: Attacker): HostileRequest {
  const part = dice.pick([
    'callback/credentials',
    'signin',
    'signout',
    'session',
    'csrf',
    'error',
    '_log',
    '__proto__',
    '..%2f',
  ]);
  const method = dice.pick(['POST', 'GET', 'PUT']);
  const body = new URLSearchParams([
    ['email', dice.pick(NASTY_TEXT)],
    ['password', dice.pick([...NASTY_TEXT, '\u0000', 'x'.repeat(60_000)])],
    ['csrfToken', dice.pick(['', 'x', 'a'.repeat(64)])],
    ['callbackUrl', dice.pick(['https://evil.example', '//evil.example', 'javascript:alert(1)', '\u0000'])],
  ]).toString();
  const type = dice.pick([
    'application/x-www-form-urlencoded',
    'application/json',
    'multipart/form-data; boundary=x',
  ]);
  return {
    what: `${method} /api/auth/${part}`,
    by,
    method,
    path: `/api/auth/${part}${dice.chance(0.5) ? drawQuery(dice) : ''}`,
    headers: { ...drawHeaders(dice), 'content-type': type },
    body: method === 'GET' ? null : body,
  };
}

function bodyFor(method: string, dice: Dice): Pick<HostileRequest, 'body' | 'headers'> {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')
    return { headers: drawHeaders(dice), body: null };
  const { type, body } = dice.pick(some(BODIES));
  const origin = dice.pick([null, 'null', 'https://evil.example', 'http://localhost']);
  return {
    headers: {
      ...drawHeaders(dice),
      ...(type !== '' && { 'content-type': type }),
      ...(origin !== null && { origin }),
    },
    body,
  };
}

/** The merchant may be any; a thing is one that there is not, or somebody else's. */
function fillIn(route: string, dice: Dice, { foreignIds }: Attacker): string {
  return route.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => {
    if (name === 'merchant') return dice.chance(0.85) ? dice.pick(some(SLUGS)) : dice.pick(PATH_PIECES);
    if (name === 'provider') return dice.pick(['interpay', 'pay_with_iyzico', 'iyzico', 'x', '__proto__']);
    if (name === 'token') {
      return dice.pick([`${'0'.repeat(26)}${'a'.repeat(43)}`, 'a'.repeat(69), ...PATH_PIECES]);
    }
    return dice.chance(0.4) ? dice.pick(some(foreignIds)) : dice.pick(PATH_PIECES);
  });
}

function drawQuery(dice: Dice): string {
  if (dice.chance(0.25)) return '';
  const parts = Array.from({ length: dice.between(1, 4) }, () => {
    const value = dice.pick(QUERY_VALUES);
    // Half of them as an address may not be written.
    return `${dice.pick(QUERY_NAMES)}=${dice.chance(0.9) ? encodeLoosely(value) : dice.pick(PATH_PIECES)}`;
  });
  return `?${parts.join(dice.chance(0.9) ? '&' : ';')}`;
}

/** A lone half of a sign has no encoding; it is sent as the bytes it would have. */
function encodeLoosely(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value.slice(0, 4_000)) : '%ED%A0%80';
}

function drawHeaders(dice: Dice): Record<string, string> {
  return dice.chance(0.35) ? { ...dice.pick(some(HEADERS)) } : {};
}

function some<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...others] = list;
  if (first === undefined) throw new Error('Nothing to draw from');
  return [first, ...others];
}

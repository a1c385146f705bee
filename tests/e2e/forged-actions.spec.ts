import { expect, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { builtActions } from '../support/action-call.ts';
import { type KahveIds, stateOfBusiness } from '../support/kahve.ts';
import { type ActionName, MONEY_ACTIONS, sellAndFindIds, wellFormed } from '../support/money-actions.ts';
import { type Answer, portalOrigin, signedInVisitor, type Visitor, visit } from '../support/visitor.ts';
import { waitFor } from '../support/wait-for.ts';

// Bodies that no page of ours sends, at the actions of the build: each is refused, and nothing changes.

const HOME = kahveDuragi.slug;
const IDLE = '{"status":"idle"}';
const CALL = `["${HOME}",${IDLE},"$K1"]`;
const BOUNDARY = 'forged';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

let manager: Visitor;
let kahve: KahveIds;

// Each sends more than a thousand requests, which a busy machine answers slowly.
test.describe.configure({ timeout: 240_000 });

test.beforeAll(async ({ browser }) => {
  manager = await signedInVisitor(browser, 'manager');
  kahve = await sellAndFindIds(manager);
  // What other specs left unknown is soon settled, and must not be taken for something these did; what waits for a person stays.
  await waitFor(isQuiet, 'nothing to be unknown', 90_000).catch(() => undefined);
});

async function isQuiet(): Promise<boolean> {
  const { text } = await visit(manager, `/api/live/${HOME}/transactions/totals`);
  return (JSON.parse(text) as { tabs: { unknown: { count: number } } }).tabs.unknown.count === 0;
}

const UNREADABLE: [what: string, type: string | undefined, body: string][] = [
  ['text', 'text/plain;charset=UTF-8', CALL],
  ['JSON', 'application/json', CALL],
  ['no type', undefined, CALL],
  ['an ordinary form', 'application/x-www-form-urlencoded', 'amount=1'],
  ['a form without boundary', 'multipart/form-data', formOf(['0', CALL])],
  ['a type in capitals', MULTIPART.replace('multipart', 'MULTIPART'), formOf(['0', CALL])],
  ['nothing', MULTIPART, ''],
  ['rubbish', MULTIPART, 'rubbish'],
  ['half a form', MULTIPART, formOf(['0', CALL]).slice(0, -12)],
  [
    'base64',
    MULTIPART,
    formOf(['0', CALL]).replace('\r\n\r\n', '\r\nContent-Transfer-Encoding: base64\r\n\r\n'),
  ],
  ['no arguments', MULTIPART, formOf(['_1_amount', '1'])],
  ['arguments twice', MULTIPART, formOf(['0', CALL], ['0', CALL])],
  ['arguments twice by another name', MULTIPART, formOf(['0', CALL], ['', CALL])],
  ['a name that is a prototype’s', MULTIPART, formOf(['__proto__', '1'], ['0', CALL])],
  ...[
    '',
    'null',
    '1',
    '{}',
    `["${HOME}"`,
    '["$@1"]',
    '["$F1"]',
    '["$h1"]',
    '["$Q1"]',
    '["$B1"]',
    '["$T"]',
    '["$n1x"]',
    '["$1"]',
    '["$0:0:a"]',
    `["${HOME}",{"__proto__":{}},"$0:1:__proto__"]`,
    JSON.stringify(Array(1_001).fill(0)),
    '['.repeat(10_000) + ']'.repeat(10_000),
  ].map((args): [string, string, string] => [
    `arguments ${args.slice(0, 40)}`,
    MULTIPART,
    formOf(['_1_amount', '1'], ['0', args]),
  ]),
];

test('a body that no action can read is refused by every action of the build, and changes nothing', async () => {
  await changesNothing(async () => {
    for (const { name, id, page } of actions()) {
      for (const [what, type, body] of UNREADABLE)
        isRefused(await call(page, id, type, body), `${name}: ${what}`);
    }
  });
});

test('arguments that an action does not expect are refused in words, and change nothing', async () => {
  await changesNothing(async () => {
    for (const { name, id, page } of actions()) {
      for (const args of [
        '[]',
        '["$K1"]',
        '[[],[],[]]',
        '[{},"$0:0","$K2"]',
        `["${HOME}",${IDLE},"text"]`,
        '["\\u0000",{},"$K1"]',
      ]) {
        const fields: [string, string][] = [
          ['_1___proto__', '1'],
          ['_1_constructor', '1'],
          ['0', args],
        ];
        const { status, text } = await call(page, id, MULTIPART, formOf(...fields));
        expect(status, `${name}: ${args}`).toBe(200);
        expect(text, `${name}: ${args}`).not.toMatch(/"digest"|"status":"done"/);
      }
    }
  });
});

test('a form that was never one of ours is refused without scripts too, and changes nothing', async () => {
  const bound: [string, string] = ['$ACTION_1:1', `["${HOME}",${IDLE}]`];
  await changesNothing(async () => {
    for (const { name, id, page } of actions()) {
      const ref: [string, string] = ['$ACTION_REF_1', ''];
      const described: [string, string] = ['$ACTION_1:0', `{"id":"${id}","bound":"$@1"}`];
      for (const fields of [
        [],
        [['amount', '1']],
        [['$ACTION_KEY', 'k1']],
        [['$ACTION_ID_x', '']],
        [ref],
        [ref, described],
        [ref, described, ['$ACTION_1:1', 'null']],
        [ref, described, ['$ACTION_1:1', '[']],
        [ref, described, ['$ACTION_1:1', '["$2"]']],
        [ref, described, ['$ACTION_1:1', JSON.stringify(Array(1_001).fill(0))]],
        [ref, ['$ACTION_1:0', `{"id":"${id}"`], bound],
        [ref, ['$ACTION_1:0', `{"id":"${id}"}`], bound, ['$ACTION_KEY', 'k1']],
        [ref, described, described, bound],
      ] as [string, string][][]) {
        const answer = await post(page, { 'content-type': MULTIPART }, formOf(...fields));
        isRefused(answer, `${name}: ${JSON.stringify(fields).slice(0, 200)}`);
      }
      for (const [type, body] of [
        [MULTIPART, ''],
        [MULTIPART, 'rubbish'],
        [MULTIPART, formOf(ref, described, bound).slice(0, -12)],
        ['multipart/form-data', formOf(ref, described, bound)],
      ] as const) {
        isRefused(await post(page, { 'content-type': type }, body), `${name}: ${type} ${body}`);
      }
    }
  });
});

test('an action that does not exist, or is called somewhere else, is refused the same way', async () => {
  const [{ id }] = actions();
  for (const unknown of ['0'.repeat(42), 'x', 'toString', '__proto__', `${id}x`, 'x'.repeat(5_000)]) {
    isRefused(await call(`/${HOME}`, unknown, MULTIPART, formOf(['0', CALL])), unknown);
  }
  for (const path of [
    '/',
    '/signin.png',
    `/${HOME}.txt`,
    '/no/such/page',
    '/_next/static/x.js',
    '/api/no/such',
    '/api/internal/health',
  ]) {
    isRefused(await call(path, id, 'text/plain', CALL), path);
    isRefused(await post(path, { 'content-type': MULTIPART }, 'rubbish'), path);
  }
});

test('a body over the limit is too large, whether or not it says so before', async () => {
  const [{ id, page }] = actions();
  const large = formOf(['_1_note', 'x'.repeat(70_000)], ['0', CALL]);
  const inPieces = () => new Blob([large]).stream();
  for (const body of [large, inPieces()]) expect((await call(page, id, MULTIPART, body)).status).toBe(413);
  for (const body of [large, inPieces()]) {
    expect((await post(page, { 'content-type': MULTIPART }, body)).status).toBe(413);
  }
});

test('a call with many fields, an unusual state before it, and text that begins like React’s own is heard', async () => {
  const { page } = wellFormed('startSaleAction', kahve);
  const { id } = builtActions().get('startSaleAction') ?? { id: '' };
  const before =
    '{"status":"error","at":"$D2026-03-01T10:00:00.000Z","values":{"note":"$$K1"},"value":{"a":{"b":"$undefined"},"again":"$0:1:value:a"}}';
  const many = Array.from({ length: 500 }, (_, index): [string, string] => [`_1_x${index}`, '$@1']);
  const { status, text } = await call(
    page,
    id,
    MULTIPART,
    formOf(...many, ['0', `["${HOME}",${before},"$K1"]`]),
  );
  expect(status).toBe(200);
  expect(text).toContain('"fieldErrors"');
});

/** Every action of the build with a page that carries it. */
function actions(): [Action, ...Action[]] {
  const all = [...builtActions()].map(([name, { id }]) => ({
    name,
    id,
    page: name in MONEY_ACTIONS ? wellFormed(name as ActionName, kahve).page : '/signin',
  }));
  const [first, ...others] = all;
  if (!first) throw new Error('The build has no action');
  return [first, ...others];
}
type Action = { name: string; id: string; page: string };

function formOf(...fields: [name: string, value: string][]): string {
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

function call(
  page: string,
  id: string,
  type: string | undefined,
  body: string | ReadableStream,
): Promise<Answer> {
  return post(
    page,
    { 'next-action': id, accept: 'text/x-component', ...(type && { 'content-type': type }) },
    body,
  );
}

function post(page: string, headers: Record<string, string>, body: string | ReadableStream): Promise<Answer> {
  // Bytes, because fetch gives a text a type of its own.
  const sent = typeof body === 'string' ? Buffer.from(body) : body;
  const init = {
    method: 'POST',
    headers: { origin: portalOrigin(), ...headers },
    body: sent,
    duplex: 'half',
  };
  return visit(manager, page, init as RequestInit);
}

function isRefused({ status }: Answer, what: string): void {
  expect(status, what).toBeGreaterThanOrEqual(400);
  expect(status, what).toBeLessThan(500);
}

async function changesNothing(knock: () => Promise<void>): Promise<void> {
  const before = await stateOfBusiness(manager, kahve);
  await knock();
  expect(await stateOfBusiness(manager, kahve)).toEqual(before);
}

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { DEMO_PASSWORD, demoPeople, kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import {
  type ActionAnswer,
  type ActionCall,
  builtActions,
  callAction,
  callPersonAction,
  postForm,
} from '../support/action-call.ts';
import { findSecrets } from '../support/find-secret.ts';
import { type KahveIds, knownIn, listsOf, stateOfBusiness, thingsOf } from '../support/kahve.ts';
import { passwordOnly } from '../support/kept-sessions.ts';
import {
  type ActionName,
  isPaid,
  MONEY_ACTIONS,
  sell,
  sellAndFindIds,
  startedBy,
  WITHOUT_IDS,
  wellFormed,
} from '../support/money-actions.ts';
import { PERSON_ACTIONS, type PersonActionName, WITH_PASSWORD_ALONE } from '../support/person-actions.ts';
import { signInByHand } from '../support/signed-in.ts';
import {
  cookieHeader,
  cookiesOf,
  listen,
  postToAuth,
  signedInVisitor,
  type Visitor,
  visit,
} from '../support/visitor.ts';
import { waitFor } from '../support/wait-for.ts';

// Whoever knocks here sends requests by hand: what a page does not show proves nothing.

const HOME = kahveDuragi.slug;
const ELSEWHERE = mapleBakery.slug;
const ALL = Object.keys(MONEY_ACTIONS) as ActionName[];
const FOREIGN = [null, 'null', 'https://evil.example', 'http://127.0.0.1:1', 'http://localhost'];
const refusal = messages.en.refusal;
const NOT_OPEN = messages.en.transactions.actions.askProblems.notOpen;
const OF_PERSON = Object.keys(PERSON_ACTIONS) as PersonActionName[];
const nobody: Visitor = {};

let manager: Visitor;
let montreal: Visitor;
/** An approved sale of today, and what else of Kahve Durağı may be asked for. */
let kahve: KahveIds;

// Everything there is is asked for, again and again, which a busy machine answers slowly.
test.describe.configure({ timeout: 180_000 });

test.beforeAll(async ({ browser }) => {
  manager = await signedInVisitor(browser, 'manager');
  montreal = await signedInVisitor(browser, 'montrealManager');
  kahve = await sellAndFindIds(manager);
});

test('this file knows every action that is in the build', () => {
  const before = ['app/locale-action.ts', 'app/(auth)/actions.ts'];
  const harmless = [...builtActions()].filter(([, { file }]) => before.includes(file));
  const known = [...ALL, ...OF_PERSON, ...harmless.map(([name]) => name)];
  expect([...builtActions().keys()].sort()).toEqual(known.sort());
});

// §15.10: the callback route with the middleware on.
test('the door of results asks for no session, origin or language, sends nobody elsewhere, and is silent to whoever has no key', async () => {
  const path = `/api/callbacks/interpay/${'0'.repeat(26)}${'a'.repeat(43)}/s`;
  const json = { 'content-type': 'application/json' };
  const calls: [query: string, init: RequestInit][] = [
    ['', { method: 'POST', body: '{"CODE":"0000"}', headers: json }],
    ['', { method: 'POST', body: new URLSearchParams({ CODE: '0000' }) }],
    ['', { method: 'POST', body: 'CODE=0000', headers: { 'content-type': 'text/plain' } }],
    ['', { method: 'POST', body: '', headers: { 'next-action': '0'.repeat(42) } }],
    ['', { method: 'POST', body: '{}', headers: { ...json, origin: 'https://gateway.example' } }],
    ['?CODE=0000', { method: 'GET', headers: { 'accept-language': 'fr' } }],
  ];
  for (const [query, init] of calls) {
    for (const visitor of [nobody, manager]) {
      const answer = await visit(visitor, `${path}${query}`, init);
      expect([answer.status, answer.text], JSON.stringify(init)).toEqual([404, 'Not found']);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  }
});

// §15.10: PASS and token never in client bundles.
test('nothing that is sent to a browser to be run knows a credential, a setting of the server or a provider’s wire', () => {
  const bundles = readdirSync('.next/static', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:js|json|map)$/.test(name))
    .map((name) => readFileSync(`.next/static/${name}`, 'utf8'));
  expect(bundles.length).toBeGreaterThan(10);
  const credentials = [kahveDuragi, mapleBakery].flatMap(({ connections }) =>
    connections.flatMap((connection) => Object.values(connection.credentials)),
  );
  const ofServer = [
    'SEALING_KEYS',
    'AUTH_SECRET',
    'AUDIT_KEY',
    'DATABASE_URL',
    'SSO_CLIENT_SECRET',
    'sealedCredentials',
    'callbackHash',
  ];
  const ofWire = [
    'SUCCESSURL',
    'FAILUREURL',
    'SECUREID',
    'REQUESTID',
    'CUSTEMAIL',
    'StartSession',
    'clientSecret',
  ];
  for (const word of [...credentials, ...ofServer, ...ofWire, 'callbacks/interpay'])
    expect(bundles.filter((bundle) => bundle.includes(word)).length, word).toBe(0);
});

test('no page, read, file or refusal shows a secret of a provider’s account, a password or the session of who asks', async ({
  browser,
}) => {
  const secrets = [kahveDuragi, mapleBakery].flatMap(({ connections }) =>
    connections.flatMap(({ credentials }) =>
      Object.entries(credentials).flatMap(([name, secret]) =>
        /secret|pass/i.test(name) ? [{ name, secret }] : [],
      ),
    ),
  );
  expect(secrets.length).toBeGreaterThan(3);
  for (const who of ['accountant', 'admin'] as const) {
    const visitor = await signedInVisitor(browser, who);
    const session = /session=([^;]+)/.exec(visitor.cookie ?? '')?.[1] ?? '';
    const planted = [
      ...secrets,
      { name: 'password', secret: DEMO_PASSWORD },
      { name: 'session', secret: session },
    ];
    for (const path of [
      ...listsOf(HOME),
      ...thingsOf(HOME, kahve),
      ...listsOf(ELSEWHERE),
      '/x/y',
      '/api/nothing',
    ])
      expect(findSecrets((await visit(visitor, path)).text, planted), `${who} ${path}`).toEqual([]);
  }
});

for (const who of ['support', 'accountant', 'manager', 'admin'] as const) {
  test(`${who} is refused what the role may not do, even when the action is called directly`, async ({
    browser,
  }) => {
    const person = await signedInVisitor(browser, who);
    await changesNothing(async () => {
      for (const action of ALL.filter((name) => MONEY_ACTIONS[name].includes(who))) {
        const answer = await send(person, action);
        expect(answer.state, action).toMatchObject({ status: 'error', formError: refusal.forbidden });
        expect(answer.leadsTo, action).toBeNull();
        expect((await postForm(person, wellFormed(action, kahve))).leadsTo, action).toBeNull();
      }
    });
  });
}

test('a user of another merchant is refused every action with ids that are not theirs', async () => {
  await changesNothing(async () => {
    for (const action of ALL) {
      const abroad = await send(montreal, action);
      expect(abroad.state, action).toMatchObject({ status: 'error', formError: refusal.notFound });
      const atHome = await send(montreal, action, { merchant: ELSEWHERE });
      if (!WITHOUT_IDS.includes(action)) expect(atHome.state, action).toMatchObject({ status: 'error' });
      const elsewhere = await send(montreal, action, { page: `/${ELSEWHERE}` });
      expect(elsewhere.state?.status, action).not.toBe('done');
      const form = await postForm(montreal, wellFormed(action, kahve));
      for (const answer of [abroad, atHome, elsewhere, form]) {
        expect(answer.leadsTo, action).toBeNull();
        showsNothing(answer.text, action);
      }
    }
  });
});

test('every page and read with ids of another merchant answers 404, under the address of either', async () => {
  for (const path of [...listsOf(HOME), ...thingsOf(HOME, kahve)]) {
    expect((await visit(manager, path)).status, `${path} is there for its own merchant`).toBe(200);
  }
  for (const path of [...listsOf(HOME), ...thingsOf(HOME, kahve), ...thingsOf(ELSEWHERE, kahve)]) {
    const answer = await visit(montreal, path);
    expect(answer.status, path).toBe(404);
    showsNothing(answer.text, path);
  }
});

test('the lists of a merchant hold nothing of another, whatever is asked for', async () => {
  const { deviceId, saleId, batchId, reference } = kahve;
  for (const path of [
    ...listsOf(ELSEWHERE),
    `/${ELSEWHERE}/transactions?device=${deviceId}`,
    `/${ELSEWHERE}/transactions?q=${reference}`,
    `/${ELSEWHERE}/transactions?batch=${batchId}`,
    `/${ELSEWHERE}/transactions?after=${saleId}`,
    `/${ELSEWHERE}/receipts?q=${reference}`,
    `/${ELSEWHERE}/batches?device=${deviceId}`,
  ]) {
    const { text } = await visit(montreal, path);
    // What was asked for stands in the form of the search; a row would name the sale.
    showsNothing(text.replaceAll(reference, '').replaceAll(`after=${saleId}`, ''), path);
  }
});

test('nobody who is not signed in sees anything or does anything, nor who gave the password alone', async () => {
  // Four visitors at every page, action and read.
  const half: Visitor = { cookie: await passwordOnly('admin') };
  const halfManager: Visitor = { cookie: await passwordOnly('manager') };
  await changesNothing(async () => {
    for (const visitor of [nobody, { cookie: 'vezne.session=anything' }, half, halfManager]) {
      for (const path of [
        '/',
        '/account',
        ...listsOf(HOME),
        ...thingsOf(HOME, kahve),
        ...thingsOf('no-such-merchant', kahve),
      ]) {
        await isTurnedAway(visitor, path);
      }
      for (const action of ALL) await isSignedOut(visitor, action);
      expect((await visit(visitor, '/api/live/stream')).status).toBe(401);
    }
  });
});

test('what is a person’s own is done by nobody else, from no other page, and with a password alone only to go on signing in', async () => {
  const half: Visitor = { cookie: `${await passwordOnly('manager')}; vezne_locale=en` };
  for (const action of OF_PERSON) {
    const call = { action, ...PERSON_ACTIONS[action] };
    const english = { cookie: 'vezne_locale=en' };
    expect((await callPersonAction(english, call)).state, action).toMatchObject({
      formError: refusal.signedOut,
    });
    const alone = (await callPersonAction(half, call)).state;
    if (!WITH_PASSWORD_ALONE.includes(action)) expect(alone?.formError, action).toBe(refusal.signedOut);
    else expect(alone?.formError, action).not.toBe(refusal.signedOut);
    for (const origin of FOREIGN) {
      const answer = await callPersonAction(half, call, { origin });
      expect(answer.status >= 400 || answer.state?.status === 'error', `${action} from ${origin}`).toBe(true);
      expect(cookiesOf(answer), action).not.toContain('session');
    }
  }
});

test('a request to sign in is refused unless it comes from a page of the portal', async () => {
  const manager = { email: demoPeople.manager.email, password: DEMO_PASSWORD };
  for (const origin of FOREIGN) {
    const answer = await postToAuth(nobody, 'callback/credentials', manager, origin);
    expect(answer.status, String(origin)).toBe(403);
    expect(cookiesOf(answer), String(origin)).not.toContain('session');
  }
  expect(cookiesOf(await postToAuth(nobody, 'callback/credentials', manager))).toContain('vezne.session=');
});

test('an action is refused unless its request comes from a page of the portal', async () => {
  const pretending = { ...manager, headers: { 'x-forwarded-host': 'evil.example' } };
  await changesNothing(async () => {
    for (const action of ALL) {
      for (const origin of FOREIGN) {
        for (const visitor of [manager, pretending]) {
          const { status, state, leadsTo } = await send(visitor, action, {}, origin);
          expect(status >= 400 || state?.status === 'error', `${action} from ${origin}: ${status}`).toBe(
            true,
          );
          expect(leadsTo, action).toBeNull();
        }
      }
    }
  });
});

test('a copied cookie is worth nothing once its owner has signed out', async ({ browser }) => {
  const page = await browser.newPage();
  await signInByHand(page, 'manager');
  const owner = { cookie: cookieHeader(await page.context().cookies()) };
  expect((await visit(owner, `/${HOME}`)).status).toBe(200);
  const { user } = messages.en.frame;
  await page.getByRole('button', { name: user.menu.replace('{name}', demoPeople.manager.name) }).click();
  await page.getByRole('menuitem', { name: user.signOut }).click();
  await expect(page).toHaveURL(/signin/);
  await page.close();
  for (const path of ['/', ...listsOf(HOME), ...thingsOf(HOME, kahve)]) await isTurnedAway(owner, path);
  await changesNothing(async () => {
    for (const action of ALL) await isSignedOut(owner, action);
  });
});

const TRICKS: Record<string, string>[] = [
  { 'x-middleware-subrequest': Array(5).fill('proxy').join(':') },
  { 'x-middleware-subrequest': Array(5).fill('middleware').join(':') },
  { 'x-middleware-subrequest': Array(5).fill('src/middleware').join(':') },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_full' },
  { 'x-nextjs-data': '1' },
  { 'next-resume': '1' },
  { 'x-vezne-path': '/signin' },
  { 'x-original-url': '/signin', 'x-rewrite-url': '/signin', 'x-matched-path': '/signin' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  { authorization: 'Bearer anything' },
];

test('no header goes around the checks', async () => {
  const own = await visit(manager, `/${HOME}/transactions/${kahve.saleId}`, { headers: { rsc: '1' } });
  expect(own.headers.get('content-type')).toContain('text/x-component');
  expect(own.text).toContain(kahve.reference);
  for (const trick of TRICKS) {
    for (const path of [...listsOf(HOME), ...thingsOf(HOME, kahve)]) {
      for (const visitor of [nobody, montreal]) {
        const answer = await visit(visitor, path, { headers: trick });
        showsNothing(answer.text, `${path} with ${JSON.stringify(trick)}`);
      }
    }
  }
});

test('no spelling of an address goes around the checks', async () => {
  const { saleId } = kahve;
  const page = `/${HOME}/transactions/${saleId}`;
  for (const path of [
    `${page}.rsc`,
    `${page}.segments/_tree.segment.rsc`,
    `${page}.png`,
    `${page}?_rsc=1`,
    `${page}/`,
    `/%6bahve-duragi/transactions/${saleId}`,
    `/${HOME}//transactions/${saleId}`,
    `/${HOME}/transactions/x.png`,
    `/signin/..%2f${HOME}/transactions/${saleId}`,
    `/signin/%2e%2e/${HOME}/transactions/${saleId}`,
    `/_next/data/build${page}.json`,
    `/_next/static/..%2f..${page}`,
    `/api/live/${HOME.toUpperCase()}/transactions/${saleId}`,
    `/api/auth/..%2flive/${HOME}/transactions/${saleId}`,
  ]) {
    for (const visitor of [nobody, montreal]) {
      for (const headers of [undefined, { rsc: '1' }]) {
        showsNothing((await visit(visitor, path, { headers })).text, path);
      }
    }
  }
});

test('the manager may send the same, and only people of the merchant hear of it', async () => {
  const mine = await listen(manager);
  const theirs = await listen(montreal);
  expect((await send(manager, 'printAction')).leadsTo).toContain('print?print=1');
  expect((await postForm(manager, wellFormed('printAction', kahve))).leadsTo).toContain('print?print=2');

  // Heard, and told that this sale has its result already.
  expect((await send(manager, 'askNowAction')).state?.formError).toBe(NOT_OPEN);
  await isPaid(manager, startedBy(await send(manager, 'startRefundAction')).id);
  const another = wellFormed('voidSaleAction', { saleId: await sell(manager) });
  const taken = startedBy(await callAction(manager, another));
  await isPaid(manager, taken.id);
  expect((await send(manager, 'closeBatchAction')).leadsTo).toMatch(/\/end-of-day\/eod_/);

  await waitFor(async () => mine.heard().includes(taken.id), 'the manager to hear of the void');
  expect(theirs.heard()).toContain('event: open');
  expect(theirs.heard()).not.toContain('merchant');
  mine.stop();
  theirs.stop();
});

/** Sends a money action a form that its verb would take, with ids of Kahve Durağı. */
async function send(
  visitor: Visitor,
  action: ActionName,
  change: Partial<ActionCall> = {},
  origin?: string | null,
): Promise<ActionAnswer> {
  return callAction(visitor, { ...wellFormed(action, kahve), ...change }, { origin });
}

/** Nothing that only people of Kahve Durağı know is in the text. */
function showsNothing(text: string, where: string): void {
  expect(knownIn(text, kahve), where).toEqual([]);
}

async function isTurnedAway(visitor: Visitor, path: string): Promise<void> {
  for (const headers of [undefined, { rsc: '1' }]) {
    const answer = await visit(visitor, path, { headers });
    if (path.startsWith('/api/')) expect(answer.status, path).toBe(401);
    else if (!headers) expect(answer.headers.get('location'), path).toMatch(/\/signin(\?|$)/);
    showsNothing(answer.text, path);
  }
}

async function isSignedOut(visitor: Visitor, action: ActionName): Promise<void> {
  const english = { ...visitor, cookie: [visitor.cookie, 'vezne_locale=en'].filter(Boolean).join('; ') };
  expect((await send(english, action)).state, action).toMatchObject({ formError: refusal.signedOut });
  const atTheDoor = await send(english, action, { page: '/signin' });
  expect(atTheDoor.state?.status, action).not.toBe('done');
  const form = await postForm(english, wellFormed(action, kahve));
  for (const { text, leadsTo } of [atTheDoor, form]) {
    expect(leadsTo ?? '/signin', action).toMatch(/\/signin/);
    showsNothing(text, action);
  }
}

/** Neither the provider's book nor what it was asked nor the merchant's own lists are other than before. */
async function changesNothing(knock: () => Promise<void>): Promise<void> {
  const before = await stateOfBusiness(manager, kahve);
  await knock();
  expect(await stateOfBusiness(manager, kahve)).toEqual(before);
}

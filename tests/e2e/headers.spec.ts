import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { demoMerchants, kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { builtRoutes } from '../support/built-routes.ts';
import { type KahveIds, knownIn } from '../support/kahve.ts';
import { sellAndFindIds } from '../support/money-actions.ts';
import { plantedVisitor } from '../support/planted-visitor.ts';
import { type Answer, portalOrigin, type Visitor, visit } from '../support/visitor.ts';

// What stands around every answer of the portal, whoever asks for whatever.

const HOME = kahveDuragi.slug;
const nobody: Visitor = {};
let manager: Visitor;
let montreal: Visitor;
let kahve: KahveIds;
let addresses: { route: string; path: string }[];

test.beforeAll(async () => {
  manager = await plantedVisitor('manager');
  montreal = await plantedVisitor('montrealManager');
  kahve = await sellAndFindIds(manager);
  addresses = builtRoutes().map((route) => ({ route, path: addressOf(route) }));
});

/** Headers that every answer has, page, read, file, refusal or redirect. */
const OF_ALL = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** The policy of an answer that is no page: whoever opens it as one can run nothing. */
const OF_MACHINES = "default-src 'none'; frame-ancestors 'none'";

const OF_PAGES = [
  "default-src 'self'",
  "script-src 'self' 'nonce-*' 'strict-dynamic'",
  "style-src 'self' 'nonce-*'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

test('every route of the build answers with the headers that protect it, signed in or not', async () => {
  test.slow();
  expect(addresses.length).toBeGreaterThan(50);
  for (const { route, path } of addresses.filter(({ route }) => route !== '/icon.svg')) {
    for (const visitor of [manager, montreal, nobody]) {
      const answer = await ask(visitor, path);
      const headers = Object.fromEntries(answer.headers);
      expect(headers, path).toMatchObject(OF_ALL);
      expect(headers['cache-control'], path).toContain('no-store');
      expect(headers['x-powered-by'], path).toBeUndefined();
      expect(answer.status, path).toBeLessThan(500);
      if (route.startsWith('/api/')) expect(headers['content-security-policy'], path).toBe(OF_MACHINES);
      else if (!headers.location) {
        const policy = headers['content-security-policy'] ?? '';
        expect(policy.replaceAll(/nonce-[A-Za-z0-9+/=]+/g, 'nonce-*'), path).toBe(OF_PAGES);
      }
    }
  }
});

test('an address that ends like a picture’s is a page like any other', async () => {
  for (const path of [`/${HOME}/transactions/x.png`, `/${HOME}.txt`, '/x.webmanifest', '/a/b.svg']) {
    const { headers } = await ask(manager, path);
    expect(headers.get('content-security-policy'), path).toContain("'nonce-");
    expect(headers.get('cache-control'), path).toContain('no-store');
  }
});

test('every script of a page carries the nonce of its answer', async () => {
  for (const path of ['/signin', `/${HOME}`, `/${HOME}/transactions/${kahve.saleId}`]) {
    const { text, headers } = await ask(manager, path);
    const [, nonce] = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '') ?? [];
    const scripts = text.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(2);
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
    expect(text, path).not.toMatch(/<[^>]+ on[a-z]+="/);
  }
});

test('what one person was shown is shown to nobody who asks for the same after them', async () => {
  test.slow();
  for (const { path } of addresses.filter(({ path }) => path.includes(HOME))) {
    const first = await ask(manager, path);
    for (const visitor of [montreal, nobody]) {
      const second = await ask(visitor, path);
      expect(knownIn(second.text, kahve), path).toEqual([]);
      expect(second.headers.get('age'), path).toBeNull();
      expect(second.headers.get('x-nextjs-cache'), path).toBeNull();
    }
    expect(
      first.headers.get('etag') === null || first.headers.get('cache-control')?.includes('no-store'),
      path,
    ).toBe(true);
  }
  for (const { slug } of demoMerchants)
    expect((await ask(manager, `/${slug}`)).status).toBe(slug === HOME ? 200 : 404);
  expect(mapleBakery.slug).not.toBe(HOME);
});

test('a token in a header opens nothing, however it is written', async () => {
  for (const value of [
    'Bearer %E0%A4%A',
    'Bearer %',
    `Bearer ${'a'.repeat(5_000)}`,
    'Basic OjA=',
    'Bearer null',
  ]) {
    const answer = await visit({ headers: { authorization: value } }, `/api/live/${HOME}/in-flight`);
    expect([answer.status, answer.text], value.slice(0, 30)).toEqual([401, '{"error":"not_signed_in"}']);
  }
});

test('no header moves where an answer leads to, and what asks to become something else is answered as HTTP', async () => {
  const spoofed = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1',
    forwarded: 'host=evil.example;proto=https',
    'x-original-host': 'evil.example',
  };
  for (const path of ['/', `/${HOME}`, '/signin?callbackUrl=https://evil.example', '/api/auth/providers']) {
    for (const visitor of [nobody, manager]) {
      const answer = await visit(visitor, path, { headers: spoofed });
      expect(answer.headers.get('location') ?? '', path).not.toContain('evil.example');
      expect(answer.text.replaceAll('callbackUrl=https://evil.example', ''), path).not.toMatch(
        /(?:href|action|src)="https?:\/\/evil|"https?:\/\/evil[^"]*\/api\/auth/,
      );
    }
  }
  for (const line of [
    `GET /${HOME} HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==`,
    'GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade',
    `GET /_next/webpack-hmr HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==`,
  ]) {
    const answer = await speak(`${line}\r\nHost: 127.0.0.1\r\n\r\n`);
    expect(answer, line).not.toMatch(/^HTTP\/1\.1 (?:101|5)/);
    expect(knownIn(answer, kahve), line).toEqual([]);
  }
});

test('an unsafe method is refused without an Origin of ours wherever something could change', async () => {
  for (const { route, path } of addresses) {
    // Providers call back without one: a secret in the address, or a signature, is what proves anything there.
    if (route.startsWith('/api/callbacks/') || route === '/icon.svg') continue;
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const origin of [null, 'null', 'https://evil.example']) {
        const headers = { 'content-type': 'text/plain', ...(origin && { origin }) };
        const { status } = await visit(manager, path, { method, headers, body: 'x' });
        expect(status, `${method} ${path} from ${origin}`).toBeGreaterThanOrEqual(400);
        expect(status, `${method} ${path} from ${origin}`).toBeLessThan(500);
      }
    }
  }
});

test('pictures are not made anew by the portal, and no address of it is written another way', () => {
  const { images } = JSON.parse(readFileSync('.next/images-manifest.json', 'utf8'));
  expect(images.unoptimized).toBe(true);
  expect(images.remotePatterns).toEqual([]);
  const { rewrites } = JSON.parse(readFileSync('.next/routes-manifest.json', 'utf8'));
  expect(Object.values(rewrites).flat()).toEqual([]);
});

/** The answer to a question, without waiting for the end of what never ends. */
async function ask(visitor: Visitor, path: string): Promise<Answer> {
  if (!path.startsWith('/api/live/stream')) return visit(visitor, path);
  const response = await fetch(`${portalOrigin()}${path}`, { headers: { cookie: visitor.cookie ?? '' } });
  await response.body?.cancel();
  return { status: response.status, headers: response.headers, text: '' };
}

function speak(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(Number(process.env.VEZNE_PORT), '127.0.0.1', () => socket.write(text));
    // An answer that keeps the connection open has been heard by then.
    socket.setTimeout(1_500, () => socket.destroy());
    socket.on('data', (bytes) => {
      heard += bytes.toString('utf8');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
  });
}

function addressOf(route: string): string {
  const { saleId, deviceId, batchId, runId, linkId, splitSaleId } = kahve;
  return route
    .replace('[merchant]', HOME)
    .replace('/payment-links/[id]', `/payment-links/${linkId}`)
    .replace('/split-sales/[id]', `/split-sales/${splitSaleId}`)
    .replace('[deviceId]', deviceId)
    .replace('[batchId]', batchId)
    .replace('[runId]', runId)
    .replace('[provider]', 'interpay')
    .replace('[...nextauth]', 'providers')
    .replace('/[token]', `/${'0'.repeat(26)}${'a'.repeat(43)}`)
    .replace('[result]', 's')
    .replace(/\[\.\.\.\w+\]/, 'no/such/thing')
    .replace('[id]', saleId)
    .replace(/\[\w+\]/, saleId);
}

import { membersOf, object } from './fields.ts';
import type { RawRequest } from './iyzico-terminal.ts';
import { readJsonText, type WireValue } from './json-text.ts';
import { type PayWithIyzicoFacts, payWithIyzicoServices } from './pay-with-iyzico-tables.ts';

/**
 * Judges a request of a hosted page by the published tables alone, field by field; nothing when it is as they say. Written from
 * the protocol (§ names its sections): no line of it is shared with the client or with the sandbox.
 */
export function checkPayWithIyzicoRequest(request: RawRequest, facts: PayWithIyzicoFacts): string[] {
  const [path = '', query] = request.target.split('?');
  const service = Object.hasOwn(payWithIyzicoServices, path) ? payWithIyzicoServices[path] : undefined;
  if (!service) return [`${path}: no service`];
  if (request.method !== service.method) return [`${request.method}: ${service.method} expected`];
  const problems = [...checkHeaders(request), ...checkSignature(request, path, facts)];
  const isRead = service.method === 'GET';
  if (isRead && request.body.length > 0) problems.push('body: not allowed');
  if (!isRead && query !== undefined) problems.push('query: not allowed');
  const value = isRead ? asValue(query ?? '') : readBody(request.body);
  if (typeof value === 'string') return [...problems, value];
  const check = object(service.fields, (all) => service.between?.(all) ?? []);
  return [...problems, ...check(value, '')];
}

/** What a request is about: the conversation it is told in; null when it names none. */
export function conversationOf({ target, body }: RawRequest): string | null {
  const [, query] = target.split('?');
  if (query !== undefined) return new URLSearchParams(query).get('conversationId');
  const value = readBody(body);
  const said = typeof value === 'string' ? undefined : membersOf(value).get('conversationId');
  return said?.is === 'string' ? said.text : null;
}

/** The random key a request is signed with (§2). */
export function randomKeyOf(request: RawRequest): string | null {
  return readAuthorization(request)?.randomKey ?? null;
}

/** §1. */
function checkHeaders(request: RawRequest): string[] {
  const problems: string[] = [];
  for (const name of ['content-type', 'authorization', 'content-length', 'host', 'x-iyzi-rnd']) {
    if (valuesOf(request, name).length > 1) problems.push(`${name}: given twice`);
  }
  for (const name of ['cookie', 'referer']) {
    if (valuesOf(request, name).length > 0) problems.push(`${name}: not allowed`);
  }
  const [type = ''] = valuesOf(request, 'content-type');
  if (!/^application\/json(?:; *charset=utf-8)?$/i.test(type)) {
    problems.push('content-type: application/json expected');
  }
  return problems;
}

function readAuthorization(request: RawRequest) {
  const [header = ''] = valuesOf(request, 'authorization');
  const [, encoded = ''] = /^IYZWSv2 ([A-Za-z0-9+/]+={0,2})$/.exec(header) ?? [];
  const plain = Buffer.from(encoded, 'base64').toString('utf8');
  const match = /^apiKey:([^&]+)&randomKey:([^&]+)&signature:([0-9a-f]{64})$/.exec(plain);
  if (!match) return null;
  const [, apiKey = '', randomKey = '', signature = ''] = match;
  return { apiKey, randomKey, signature };
}

/** §2: over the random key, the path without its query, and the bytes of the body. */
function checkSignature(request: RawRequest, path: string, facts: PayWithIyzicoFacts): string[] {
  const given = readAuthorization(request);
  if (!given) return ['authorization: not IYZWSv2 with a key, a random key and a signature'];
  const key = facts.keys.find(({ apiKey }) => apiKey === given.apiKey);
  if (!key) return ['authorization: the key of no merchant'];
  const expected = facts.hmac(key.secretKey, `${given.randomKey}${path}${request.body.toString('utf8')}`);
  const [random] = valuesOf(request, 'x-iyzi-rnd');
  return [
    ...(given.signature === expected ? [] : ['authorization: signs something else than what was sent']),
    ...(random === undefined || random === given.randomKey ? [] : ['x-iyzi-rnd: another random key']),
    ...(given.randomKey.length >= 8 ? [] : ['authorization: a random key one could guess']),
  ];
}

function asValue(query: string): WireValue | string {
  const pairs = [...new URLSearchParams(query)];
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) return 'query: a name given twice';
  return { is: 'object', members: pairs.map(([name, value]) => [name, { is: 'string', text: value }]) };
}

function readBody(body: Buffer): WireValue | string {
  try {
    return readJsonText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    return `body: not JSON: ${error instanceof Error ? error.message : ''}`;
  }
}

function valuesOf({ headers }: RawRequest, name: string): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

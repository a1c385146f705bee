import { membersOf, object, written } from './fields.ts';
import { type InterpayFacts, interpayTables } from './interpay-tables.ts';
import type { RawRequest } from './iyzico-terminal.ts';
import { readJsonText } from './json-text.ts';

/** Where requests go: the root on port 1443, or `/api` (§2.1, §2.3). */
const REQUESTS = ['/', '/api', '/api/'];

/**
 * Judges a request to the gateway by the published tables alone, field by field; nothing when it is as they say. Written from
 * the protocol (§ names its sections): no line of it is shared with the client or with the sandbox.
 */
export function checkInterpayRequest(request: RawRequest, facts: InterpayFacts): string[] {
  const problems: string[] = [];
  for (const name of ['content-type', 'content-length', 'host']) {
    if (valuesOf(request, name).length > 1) problems.push(`${name}: given twice`);
  }
  for (const name of ['cookie', 'authorization', 'referer']) {
    if (valuesOf(request, name).length > 0) problems.push(`${name}: not allowed`);
  }
  const isCancel = isCancelAddress(request.target);
  return [...problems, ...(isCancel ? checkCancel(request) : checkPost(request, facts))];
}

/** §2.2: the address a session came with. */
export function isCancelAddress(target: string): boolean {
  return /\/cancel\/?\?/i.test(target);
}

/** §8.4: a GET of the address as it came, with nothing of ours added. */
function checkCancel({ method, target, body }: RawRequest): string[] {
  const names = [...new URL(target, 'https://gateway.example').searchParams.keys()];
  const ids = names.filter((name) => name.toUpperCase() === 'SECUREID');
  return [
    ...(method === 'GET' ? [] : [`${method}: a cancel address is called by GET`]),
    ...(body.length === 0 ? [] : ['body: not allowed']),
    ...(ids.length === 1 ? [] : ['SecureID: exactly one expected']),
    ...names.filter((name) => /^(?:PASS|TERMID)$/i.test(name)).map((name) => `${name}: not in an address`),
  ];
}

/** §2.6, §2.10: always a POST of JSON, TERMID first, every value a string. */
function checkPost(request: RawRequest, facts: InterpayFacts): string[] {
  if (!REQUESTS.includes(request.target)) return ['no address of the gateway'];
  const problems = request.method === 'POST' ? [] : [`${request.method}: every request is a POST`];
  const [type = ''] = valuesOf(request, 'content-type');
  if (!/^application\/json(?:; *charset=utf-8)?$/i.test(type)) {
    problems.push('content-type: application/json expected');
  }
  const value = readBody(request.body);
  if (typeof value === 'string') return [...problems, value];
  const members = membersOf(value);
  const [first] = members.keys();
  if (first !== 'TERMID') problems.push('TERMID: not the first field');
  const isIssued = facts.issuedTo.some(
    ({ termId, pass }) => termId === written(members.get('TERMID')) && pass === written(members.get('PASS')),
  );
  if (!isIssued) problems.push('credentials: not those of any one merchant');
  const kind = written(members.get('TYPE')) ?? '';
  const table = Object.hasOwn(interpayTables, kind) ? interpayTables[kind] : undefined;
  if (!table) return [...problems, 'TYPE: no kind of request'];
  const check = object(table.fields, (all) => table.between(all, facts));
  return [...problems, ...check(value, '')];
}

function readBody(body: Buffer) {
  try {
    return readJsonText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    return `body: not JSON: ${error instanceof Error ? error.message : ''}`;
  }
}

function valuesOf({ headers }: RawRequest, name: string): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

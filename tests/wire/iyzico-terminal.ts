import { services507 } from './iyzico-507.ts';
import { services509 } from './iyzico-509.ts';
import { checkBasic, type LoginFacts, loginServices } from './iyzico-login.ts';
import { readJsonText } from './json-text.ts';

/** One request exactly as it arrived at the provider. Holds secrets: for the memory of one test process only. */
export type RawRequest = {
  method: string;
  /** Path and query as on the request line. */
  target: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
};

const services = { ...services507, ...services509 };

/** Every path of the Terminal API, logins included. */
export const terminalPaths: readonly string[] = [...Object.keys(loginServices), ...Object.keys(services)];

/**
 * Judges a request by the published tables alone, field by field; nothing when it is as they say. Written from the
 * protocol (§ names its sections): no line of it is shared with the client, with its schemas, or with the sandbox.
 */
export function checkTerminalRequest(request: RawRequest, facts: LoginFacts): string[] {
  const login = Object.hasOwn(loginServices, request.target) ? loginServices[request.target] : undefined;
  const service = Object.hasOwn(services, request.target) ? services[request.target] : undefined;
  if (!login && !service) return [`${request.target}: no service of the Terminal API`];
  const body = readUtf8(request.body);
  const problems = request.method === 'POST' ? [] : [`${request.method}: every call is a POST`];
  for (const name of ['content-type', 'authorization', 'content-length', 'host']) {
    if (valuesOf(request, name).length > 1) problems.push(`${name}: given twice`);
  }
  if (valuesOf(request, 'cookie').length > 0) problems.push('cookie: not allowed');
  if (body === null) return [...problems, 'body: not UTF-8'];
  const [contentType] = valuesOf(request, 'content-type');
  const [authorization] = valuesOf(request, 'authorization');
  if (login) {
    problems.push(...checkType(contentType, 'application/x-www-form-urlencoded'));
    problems.push(...checkBasic(authorization, login, facts));
    const pairs = [...new URLSearchParams(body)];
    const form = new Map(pairs);
    if (form.size !== pairs.length) problems.push('body: a field given twice');
    return [...problems, ...login.check(form, facts)];
  }
  problems.push(...checkType(contentType, 'application/json'));
  // RFC 6750 §2.1.
  if (!/^Bearer [\w.~+/-]+=*$/.test(authorization ?? ''))
    problems.push('authorization: Bearer token expected');
  try {
    return [...problems, ...(service?.(readJsonText(body), '') ?? [])];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [...problems, `body: not JSON: ${error.message}`];
  }
}

function valuesOf({ headers }: RawRequest, name: string): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}

function checkType(found: string | undefined, expected: string): string[] {
  const [type = '', ...parameters] = (found ?? '').toLowerCase().split(/\s*;\s*/);
  const isPlain = parameters.every((parameter) => parameter === 'charset=utf-8');
  return type === expected && isPlain ? [] : [`content-type: ${expected} expected`];
}

function readUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

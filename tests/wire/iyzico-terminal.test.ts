import { describe, expect, it } from 'vitest';
import { BASIC, examples, forms, loginRequest, MERCHANT, serviceRequest } from './examples.ts';
import { checkTerminalRequest, type RawRequest, terminalPaths } from './iyzico-terminal.ts';

const facts = { issuedTo: [MERCHANT] };
const check = (request: RawRequest) => checkTerminalRequest(request, facts);
const checkBody = (path: string, body: string | object) => check(serviceRequest(path, body));

const gmu = '/v2/terminal-host/gmu';
const plain = '/v2/terminal-host';
const services = Object.entries(examples).map(([path, example]) => ({ path, ...example }));
const without = (body: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

it('every path has an example here', () => {
  expect([...Object.keys(forms), ...Object.keys(examples)].sort()).toEqual([...terminalPaths].sort());
});

describe.each(services)('$path', ({ path, body, optional }) => {
  it('is right with every field, and without each that may be left out', () => {
    expect(checkBody(path, body)).toEqual([]);
    // What a query asks by may not all be missing, which has its own tests.
    const free = optional.filter((name) => !path.includes('query') || /locale|conversation/.test(name));
    expect(checkBody(path, without(body, ...free))).toEqual([]);
  });

  it('is wrong without each field that must be there', () => {
    for (const name of Object.keys(body)) {
      const problems = checkBody(path, without(body, name));
      if (optional.includes(name)) expect(problems, name).toEqual([]);
      else expect(problems, name).not.toEqual([]);
    }
  });

  it('is wrong with any field of another type, null included', () => {
    const values = ['x', 1.5, true, null, [], {}];
    for (const [name, right] of Object.entries(body)) {
      const kindOf = (value: unknown) =>
        value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
      for (const value of values.filter((one) => kindOf(one) !== kindOf(right))) {
        // The one field that may be null.
        if (name === 'buyerInfo' && value === null) continue;
        const problems = checkBody(path, { ...body, [name]: value });
        expect(problems.join(), `${name} = ${JSON.stringify(value)}`).toContain(name);
      }
    }
  });

  it('is wrong with a field nobody knows, a field given twice, and empty or broken texts', () => {
    expect(checkBody(path, { ...body, relatedSaleId: 'x' })).toEqual(['relatedSaleId: unknown field']);
    const json = JSON.stringify(body);
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(checkBody(path, json.replace('{', `{"${name}":{},`))).toEqual([`${name}: unknown field`]);
    }
    expect(checkBody(path, json.replace('{', '{"locale":"TR",')).join()).toContain('given twice');
    for (const bad of ['', '  ', 'a\nb', 'a\u0000b', '\ud800']) {
      expect(checkBody(path, { ...body, conversationId: bad }), JSON.stringify(bad)).not.toEqual([]);
    }
  });

  it('is wrong as a form, without its token, with another method, or with anything but JSON', () => {
    const right = serviceRequest(path, body);
    const header = (name: string, value: string): RawRequest => ({
      ...right,
      headers: [...right.headers.filter(([given]) => given.toLowerCase() !== name), [name, value]],
    });
    const wrongs: [string, RawRequest][] = [
      ['content-type', header('content-type', 'text/plain')],
      ['content-type', header('content-type', 'application/json; charset=latin1')],
      ['content-type', header('content-type', 'application/x-www-form-urlencoded')],
      ['content-type', { ...right, headers: right.headers.slice(1) }],
      ['authorization', { ...right, headers: right.headers.slice(0, 1) }],
      ['authorization', header('authorization', BASIC)],
      ['authorization', header('authorization', 'bearer h1')],
      ['authorization', header('authorization', 'Bearer ')],
      ['authorization', { ...right, headers: [...right.headers, ['authorization', 'Bearer other']] }],
      ['cookie', header('cookie', 'a=1')],
      ['PUT', { ...right, method: 'PUT' }],
      ['not UTF-8', { ...right, body: Buffer.concat([right.body, Buffer.from([0xff])]) }],
      ['not JSON', { ...right, body: Buffer.from('') }],
      ['not JSON', { ...right, body: Buffer.concat([right.body, right.body]) }],
      ['object expected', { ...right, body: Buffer.from('[]') }],
      ['no service', { ...right, target: `${path}?x=1` }],
      ['no service', { ...right, target: `${path}/` }],
    ];
    for (const [what, wrong] of wrongs) expect(check(wrong).join(), what).toContain(what);
    expect(check(header('content-type', 'application/json; charset=utf-8'))).toEqual([]);
  });

  it('is wrong with a device of more than 64 characters', () => {
    if (!('deviceUniqueId' in body)) return;
    expect(checkBody(path, { ...body, deviceUniqueId: 'P'.repeat(64) })).toEqual([]);
    expect(checkBody(path, { ...body, deviceUniqueId: 'P'.repeat(65) })).toEqual([
      'deviceUniqueId: longer than 64',
    ]);
  });

  it('writes its locale as its model does', () => {
    const isFiscal = path.startsWith(gmu);
    const [right, wrong] = isFiscal ? (['EN', 'en'] as const) : (['en', 'TR'] as const);
    expect(checkBody(path, { ...body, locale: right })).toEqual([]);
    expect(checkBody(path, { ...body, locale: wrong })).not.toEqual([]);
  });
});

it.each(['/payment', '/payment/query-transaction-status', '/payment/void', '/payment/refund', '/eod'])(
  '%s belongs to one model: a body of the other is refused',
  (service) => {
    expect(checkBody(`${gmu}${service}`, examples[`${plain}${service}`]?.body ?? {})).not.toEqual([]);
    expect(checkBody(`${plain}${service}`, examples[`${gmu}${service}`]?.body ?? {})).not.toEqual([]);
  },
);

describe.each(Object.entries(forms))('%s', (path, form) => {
  it('is right with its fields, and wrong without any or with another', () => {
    expect(check(loginRequest(path, form))).toEqual([]);
    for (const name of Object.keys(form)) {
      expect(check(loginRequest(path, without(form, name))).join(), name).toContain(`${name}: missing`);
      expect(check(loginRequest(path, { ...form, [name]: '' })), name).not.toEqual([]);
    }
    expect(check(loginRequest(path, { ...form, state: 'x' }))).toEqual(['state: unknown field']);
    const twice = `${new URLSearchParams(form)}&${new URLSearchParams(form)}`;
    expect(check(loginRequest(path, twice))).toContain('body: a field given twice');
  });

  it('is a form sent by POST', () => {
    const right = loginRequest(path, form);
    const json = { ...right, headers: right.headers.map(([name, value]) => [name, value] as const) };
    json.headers[0] = ['content-type', 'application/json'];
    expect(check(json).join()).toContain('content-type');
    expect(check({ ...right, method: 'GET' }).join()).toContain('GET');
  });

  it('carries the Basic pair of its client where it must, and nowhere else', () => {
    const right = loginRequest(path, form);
    const [type = ['', ''] as const] = right.headers;
    const under = (value?: string) =>
      check({ ...right, headers: value === undefined ? [type] : [type, ['Authorization', value]] });
    const isOpen = path.endsWith('/authorize');
    expect(under(BASIC).length === 0).toBe(!isOpen);
    expect(under().length === 0).toBe(isOpen);
    for (const wrong of [
      'Bearer x',
      'Basic x',
      `basic ${BASIC.slice(6)}`,
      `Basic ${Buffer.from('id-1:').toString('base64')}`,
      `Basic ${Buffer.from('other:s3').toString('base64')}`,
    ]) {
      expect(under(wrong).join(), wrong).toContain('authorization');
    }
  });
});

describe('an authorize call', () => {
  const path = '/in-store/oauth2/authorize';
  const authorize = (change: object) => check(loginRequest(path, { ...forms[path], ...change }));

  it.each([
    ['scope', 'other'],
    ['response_type', 'token'],
    ['request_timestamp', '1767268800123'],
    ['request_timestamp', 'now'],
  ])('is wrong with %s %s', (name, value) => {
    expect(authorize({ [name]: value }).join()).toContain(name);
  });

  it.each(['client_id', 'client_secret', 'username', 'password'])('is wrong with another %s', (name) => {
    expect(authorize({ [name]: 'another' })).toEqual(['credentials: not those of any one merchant']);
  });

  it('tells the time in milliseconds where that is the setting', () => {
    const request = loginRequest(path, { ...forms[path], request_timestamp: '1767268800123' });
    const inMillis = { ...facts, timestampUnit: 'milliseconds' as const };
    expect(checkTerminalRequest(request, inMillis)).toEqual([]);
    expect(checkTerminalRequest(loginRequest(path, forms[path] ?? ''), inMillis)).not.toEqual([]);
  });
});

it('a token call takes a code or a refresh token, never both', () => {
  const path = '/in-store/oauth2/token';
  const token = (form: Record<string, string>) => check(loginRequest(path, form));
  expect(token({ grant_type: 'refresh_token', refresh_token: 'r' })).toEqual([]);
  expect(token({ grant_type: 'refresh_token', code: 'c' })).not.toEqual([]);
  expect(token({ grant_type: 'authorization_code', code: 'c', refresh_token: 'r' })).not.toEqual([]);
  expect(token({ grant_type: 'password', code: 'c' })).not.toEqual([]);
});

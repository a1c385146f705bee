import { describe, expect, test } from 'vitest';
import {
  authorizeForm,
  basic,
  merchant507 as client,
  logIn,
  merchant,
  merchant509,
  payment509,
  sale507,
  send,
  sendForm,
  startGateway,
} from './testing.ts';

const authorize = '/in-store/oauth2/authorize';
const token = '/in-store/oauth2/token';
const refresh = '/in-store/oauth2/token/refresh';
const sale = '/v2/terminal-host/gmu/payment';

describe('authorize', () => {
  test('answers a code with Istanbul times in nanoseconds, ten minutes apart', async () => {
    const gateway = await startGateway({ clock: () => Date.parse('2026-04-06T11:05:49.379Z') });
    const now = Date.parse('2026-04-06T11:05:49Z');
    const { status, body } = await sendForm(gateway, authorize, authorizeForm(client, now));
    expect(status).toBe(200);
    expect(body.code).toEqual(expect.any(String));
    expect(body.issuedAt).toMatch(/^2026-04-06T14:05:49\.379\d{6}\+03:00$/);
    expect(body.expiredAt).toMatch(/^2026-04-06T14:15:49\.379\d{6}\+03:00$/);
  });

  test.each(Object.keys(authorizeForm(client)))('refuses a login without %s', async (field) => {
    const gateway = await startGateway();
    const { [field]: _, ...form } = authorizeForm(client);
    const { status, body } = await sendForm(gateway, authorize, form);
    expect(status).toBe(401);
    expect(body).toEqual({ errorCode: expect.any(String), description: expect.any(String) });
  });

  const wrong: Record<string, string>[] = [
    { scope: 'other' },
    { response_type: 'token' },
    { client_id: 'nobody' },
    { client_secret: 'wrong' },
    { username: 'nobody' },
    { password: 'wrong' },
    { request_timestamp: '17' },
    { request_timestamp: 'now' },
    { extra: '1' },
  ];

  test.each(wrong)('refuses a login with %o', async (over) => {
    const gateway = await startGateway();
    const { status } = await sendForm(gateway, authorize, { ...authorizeForm(client), ...over });
    expect(status).toBe(401);
  });

  test('reads the timestamp in the unit it is set to', async () => {
    const gateway = await startGateway({ settings: { requestTimestampUnit: 'milliseconds' } });
    const inMs = { ...authorizeForm(client), request_timestamp: String(Date.now()) };
    expect((await sendForm(gateway, authorize, inMs)).status).toBe(200);
    expect((await sendForm(gateway, authorize, authorizeForm(client))).status).toBe(401);
  });
});

describe('token', () => {
  test('a code buys exactly one access token of 7199 seconds', async () => {
    const gateway = await startGateway();
    const { body } = await sendForm(gateway, authorize, authorizeForm(client));
    const form = { grant_type: 'authorization_code', code: String(body.code) };
    const first = await sendForm(gateway, token, form, basic(client));
    expect(first).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        scope: 'iyzipayApiGateway',
        token_type: 'Bearer',
        expires_in: 7199,
      },
    });
    const second = await sendForm(gateway, token, form, basic(client));
    expect(second).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('a code is worth nothing after ten minutes, nor to another merchant', async () => {
    let now = Date.now();
    const gateway = await startGateway({ clock: () => now });
    const code = async () => {
      const { body } = await sendForm(gateway, authorize, authorizeForm(client, now));
      return { grant_type: 'authorization_code', code: String(body.code) };
    };
    expect(await sendForm(gateway, token, await code(), basic(merchant509))).toMatchObject({ status: 400 });
    const late = await code();
    now += 601_000;
    expect(await sendForm(gateway, token, late, basic(client))).toMatchObject({ status: 400 });
  });

  test('a wrong or missing Basic pair is 401 invalid_client', async () => {
    const gateway = await startGateway();
    const form = { grant_type: 'authorization_code', code: 'x' };
    const wrong = basic({ ...client, clientSecret: 'wrong' });
    const refused = { status: 401, body: { error: 'invalid_client' } };
    expect(await sendForm(gateway, token, form, wrong)).toEqual(refused);
    expect(await sendForm(gateway, token, form)).toEqual(refused);
    expect(await sendForm(gateway, refresh, form)).toEqual(refused);
  });

  test.each([token, refresh])('a refresh token works once at %s and brings the next one', async (path) => {
    const gateway = await startGateway();
    const first = await logIn(gateway, client);
    const form = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
    const renewed = await sendForm(gateway, path, form, basic(client));
    expect(renewed.status).toBe(200);
    expect(renewed.body.access_token).not.toBe(first.access_token);
    expect(renewed.body.refresh_token).not.toBe(first.refresh_token);
    const again = await sendForm(gateway, path, form, basic(client));
    expect(again).toEqual({ status: path === token ? 400 : 401, body: { error: 'invalid_grant' } });
  });
});

describe('bearer', () => {
  test('an unknown token is 401 with code 100310 in the words of the model', async () => {
    const gateway = await startGateway();
    const headers = { authorization: 'Bearer nothing' };
    expect(await send(gateway, 'POST', sale, sale507(10), headers)).toMatchObject({
      status: 401,
      body: { status: 'failure', errorCode: '100310', errorGroup: 'SYSTEM_ERROR' },
    });
    const at509 = await send(gateway, 'POST', '/v2/terminal-host/payment', payment509(10), headers);
    expect(at509).toMatchObject({ status: 401, body: { status: 'FAILURE', errorCode: '100310' } });
    expect(gateway.book()).toEqual([]);
  });

  test('a token dies with its time, by the clock or by order, as 100311', async () => {
    let now = Date.now();
    const gateway = await startGateway({ clock: () => now });
    const till = await merchant(gateway, client, now);
    now += 7198_000;
    expect((await till.post('/payment', sale507(10))).status).toBe(200);
    now += 2_000;
    expect((await till.post('/payment', sale507(10))).body).toMatchObject({ errorCode: '100311' });
    const fresh = await merchant(gateway, client, now);
    await send(gateway, 'POST', '/_sandbox/tokens/expire');
    expect((await fresh.post('/payment', sale507(10))).status).toBe(401);
  });

  test('revoking leaves only a full login', async () => {
    const gateway = await startGateway();
    const first = await logIn(gateway, client);
    await send(gateway, 'POST', '/_sandbox/tokens/revoke');
    const form = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token) };
    expect((await sendForm(gateway, refresh, form, basic(client))).status).toBe(401);
    expect((await merchant(gateway, client)).authorization).toMatch(/^Bearer \w/);
  });

  test('a merchant of one fiscal model is refused at the other', async () => {
    const gateway = await startGateway();
    const { authorization } = await merchant(gateway, client);
    const answer = await send(gateway, 'POST', '/v2/terminal-host/payment', payment509(10), {
      authorization,
    });
    expect(answer).toMatchObject({ status: 400, body: { status: 'FAILURE', errorCode: '380102' } });
  });
});

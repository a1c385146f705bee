import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InvalidConfig, parseConfig, VARIABLES } from './config.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const whole = {
  PUBLIC_URL: 'https://vezne.example',
  AUTH_SECRET: 'x'.repeat(32),
  SEALING_KEYS: `k2:${key},k1:${key}`,
  AUDIT_KEY: key,
};

test('a whole environment is parsed, the first key seals, and without a database the embedded one is meant', () => {
  const config = parseConfig(whole);
  expect(config.sealingKeys.map((each) => each.id)).toEqual(['k2', 'k1']);
  expect(config.database).toBeNull();
  expect(config.outgoingHosts).toEqual([
    'api.iyzipay.com',
    'sandbox-api.iyzipay.com',
    'svra.interpaypos.com',
    'svrb.interpaypos.com',
  ]);
});

test.each(['PUBLIC_URL', 'AUTH_SECRET', 'SEALING_KEYS', 'AUDIT_KEY'])(
  'without %s the process refuses to start and names it',
  (name) => {
    expect(() => parseConfig({ ...whole, [name]: undefined })).toThrow(name);
    expect(() => parseConfig({ ...whole, [name]: '' })).toThrow(InvalidConfig);
  },
);

test.each([
  ['PUBLIC_URL', 'http://vezne.example'],
  ['AUTH_SECRET', 'short'],
  ['SEALING_KEYS', 'k1:c2hvcnQ='],
  ['AUDIT_KEY', 'c2hvcnQ='],
  ['DATABASE_URL', 'mysql://x'],
])('%s of %j is refused, and its value is not repeated', (name, value) => {
  try {
    parseConfig({ ...whole, [name]: value });
    expect.unreachable();
  } catch (error) {
    expect(String(error)).toContain(name);
    expect(String(error)).not.toContain(value);
  }
});

test('single sign-on is configured as a whole, at an address nobody can read along with, or not at all', () => {
  const sso = {
    SSO_ISSUER: 'https://login.example/realms/shop',
    SSO_CLIENT_ID: 'vezne',
    SSO_CLIENT_SECRET: 'a-secret-of-ours',
    SSO_LABEL: 'Example',
  };
  expect(parseConfig(whole).sso).toBeNull();
  expect(parseConfig({ ...whole, ...sso, SSO_HOSTS: 'keys.example, token.example' }).sso).toEqual({
    issuer: sso.SSO_ISSUER,
    clientId: 'vezne',
    clientSecret: 'a-secret-of-ours',
    label: 'Example',
    hosts: ['keys.example', 'token.example'],
  });
  for (const name of Object.keys(sso))
    expect(() => parseConfig({ ...whole, ...sso, [name]: '' }), name).toThrow('all or none');
  for (const issuer of ['http://login.example', 'https://me@login.example', 'https://login.example?x=1', 'x'])
    expect(() => parseConfig({ ...whole, ...sso, SSO_ISSUER: issuer }), issuer).toThrow('SSO_ISSUER');
  expect(parseConfig({ ...whole, ...sso, SSO_ISSUER: 'http://127.0.0.1:9' }).sso?.issuer).toBe(
    'http://127.0.0.1:9',
  );
});

test('plain http is allowed on this machine only', () => {
  expect(parseConfig({ ...whole, PUBLIC_URL: 'http://127.0.0.1:4300/' }).publicUrl).toBe(
    'http://127.0.0.1:4300',
  );
});

test('the example file lists every variable and no other', () => {
  const written = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(
    (match) => match[1],
  );
  expect(written.sort()).toEqual([...VARIABLES].sort());
});

import { expect, it } from 'vitest';
import { createGateway, type GatewayDeps } from './registry.ts';

const deps = {
  ...{ http: { post: noCall, get: noCall, allows: () => true }, clock: { now: () => new Date(0) } },
  ...{
    appVersion: '1',
    deadlines: { saleMs: 1, closeMs: 1, readMs: 1, sessionMs: 1, pageMs: 1, returnMs: 1 },
  },
} as Partial<GatewayDeps> as GatewayDeps;

async function noCall(): Promise<never> {
  throw new Error('Nothing is sent here');
}

const SECRET = 'hunter2-hunter2-hunter2';

// §15.10: PASS never in errors.
it.each([
  ['no JSON', SECRET],
  ['JSON that is cut off', `{"termId":"T1E4S7T8","pass":"${SECRET}`],
  ['of another shape', JSON.stringify({ termId: SECRET, pass: [SECRET] })],
  ['of another account’s shape', JSON.stringify({ clientId: 'a', clientSecret: SECRET })],
  ['too long', JSON.stringify({ termId: 'T1E4S7T8', pass: SECRET })],
])('credentials that are %s are refused without a word of them', (_what, credentials) => {
  for (const [provider, settings] of [
    ['interpay', { fallbackEmail: 'a@b.example' }],
    ['iyzico', { model: '509' }],
    ['pay_with_iyzico', {}],
  ] as const) {
    const open = () => createGateway({ provider, baseUrl: 'http://127.0.0.1', settings, credentials }, deps);
    const error = errorOf(open);
    expect(error).toBeInstanceOf(Error);
    expect(`${error} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('hunter2');
  }
});

function errorOf(open: () => unknown): unknown {
  try {
    return open();
  } catch (error) {
    return error;
  }
}

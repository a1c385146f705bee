import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { interpayAt, voidThrough } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';
import { createHttpTransport } from '../http.ts';
import { cancelUrlProblem } from './cancel-url.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

const ADDRESS = '/api/TERMPAY/cancel/?SecureID=a1b2';
const isQuick = (told: Told) => told === 'hang' || told === 'drip';

// §15.10: CANCELURL on a foreign host is never called.
describe('the guard of a cancel address (§4)', () => {
  const { allows } = createHttpTransport({
    allowedHosts: ['svra.interpaypos.com', 'svrb.interpaypos.com:1443', 'localhost:4100'],
  });
  const problemOf = (address: string) => cancelUrlProblem(address, 'a1b2', allows);

  it.each([
    'https://svra.interpaypos.com/api/TERMPAY/cancel/?SecureID=a1b2',
    'https://svra.interpaypos.com:1443/api/TERMPAY/cancel/?secureid=a1b2&x=y',
    'https://SVRB.interpaypos.com:1443/?SECUREID=a1b2',
    'http://localhost:4100/?SecureID=a1b2',
  ])('lets %s be called', (address) => {
    expect(problemOf(address)).toBeNull();
  });

  it.each([
    ['plain http', 'http://svra.interpaypos.com/?SecureID=a1b2'],
    ['another host', 'https://svrc.interpaypos.com/?SecureID=a1b2'],
    ['a host that ends like it', 'https://evil-svra.interpaypos.com.example/?SecureID=a1b2'],
    ['another port than the listed one', 'https://svrb.interpaypos.com/?SecureID=a1b2'],
    ['this machine where it is not listed', 'http://127.0.0.1:4100/?SecureID=a1b2'],
    ['the machine’s own metadata', 'http://169.254.169.254/?SecureID=a1b2'],
    ['a name and password', 'https://a:b@svra.interpaypos.com/?SecureID=a1b2'],
    ['another scheme', 'javascript:alert(1)//svra.interpaypos.com?SecureID=a1b2'],
  ])('never %s', (_what, address) => {
    expect(problemOf(address)).toBe('host not allowed');
  });

  it.each([
    ['no session', 'https://svra.interpaypos.com/'],
    ['another session', 'https://svra.interpaypos.com/?SecureID=A1B2'],
    ['a session beside another', 'https://svra.interpaypos.com/?SecureID=a1b2&secureid=c3d4'],
    ['a session in the fragment', 'https://svra.interpaypos.com/#?SecureID=a1b2'],
  ])('never %s', (_what, address) => {
    expect(problemOf(address)).toBe('another session');
  });

  it.each([
    '',
    'svra.interpaypos.com',
    '//svra.interpaypos.com/?SecureID=a1b2',
    `https://a.example/${'x'.repeat(1000)}`,
  ])('never what is no address: %s', (address) => {
    expect(problemOf(address)).toBe('no address');
  });
});

describe('a void (§8.2)', () => {
  const undo = async (told: Told, handle: string | null = `${provider.url}${ADDRESS}`) => {
    provider.onService = () => told;
    const { gateway, record, exchanges } = interpayAt(provider.url);
    return { reply: await gateway.perform(voidThrough(handle), record), exchanges };
  };

  it.each<[string, Told]>([
    ['as JSON', { body: { CODE: '0000', TEXT: 'VOIDED' } }],
    ['as tag/value', { body: 'CODE=0000&TEXT=VOID+SENT' }],
    ['without a text', { body: { CODE: '0000' } }],
  ])('that is accepted %s is delivered, and proves nothing yet (§8.5)', async (_how, told) => {
    const { reply, exchanges } = await undo(told);
    expect(reply).toEqual({ kind: 'delivered', session: null });
    expect(provider.arrived.map(({ method, path, text }) => [method, path, text])).toEqual([
      ['GET', ADDRESS, ''],
    ]);
    expect(exchanges).toMatchObject([{ purpose: 'operation', request: null, failure: null }]);
    expect(exchanges[0]?.path).toBe(`${new URL(provider.url).host}/api/TERMPAY/cancel/`);
    expect(exchanges[0]).not.toHaveProperty('credentials');
  });

  it.each(['8506', '8508'])('that finds nothing to undo any more (%s) is refused for good', async (code) => {
    expect((await undo({ body: { CODE: code, TEXT: 'SETTLED' } })).reply).toEqual({
      kind: 'refused',
      reason: 'state_forbids',
      code,
      text: 'SETTLED',
      confirm: false,
    });
  });

  it.each(['8509', '8505', '9901', '1001', '0205'])('that is answered with %s stays open', async (code) => {
    expect((await undo({ body: { CODE: code, TEXT: 'NO' } })).reply).toEqual({
      kind: 'unknown_outcome',
      cause: 'provider_error',
      code,
      text: 'NO',
    });
    expect(provider.arrived).toHaveLength(1);
  });

  it('that is answered in words alone stays open, and the words are kept', async () => {
    const { reply, exchanges } = await undo({ body: 'Transaction voided, thank you' });
    expect(reply).toMatchObject({ kind: 'unknown_outcome', cause: 'unreadable_answer' });
    expect(exchanges[0]?.response).toBe('Transaction voided, thank you');
  });

  it('of a sale without such an address is refused before anything is called', async () => {
    const { reply, exchanges } = await undo('break', null);
    expect(reply).toMatchObject({ kind: 'refused', reason: 'state_forbids', confirm: false });
    expect(exchanges).toEqual([]);
  });
});

describe('a cancellation (§8.1)', () => {
  const abort = async (told: Told, at = provider.url) => {
    provider.onService = () => told;
    const { gateway, record, exchanges } = interpayAt(provider.url, {
      deadlineMs: isQuick(told) ? 300 : 5000,
    });
    const running = { attemptId: 'txn_1', reference: '1234567890', sessionHandle: `${at}${ADDRESS}` };
    return { reply: await gateway.abort?.(running, record), exchanges };
  };

  it('that is accepted is heard, not done (§8.5)', async () => {
    const { reply, exchanges } = await abort({ body: { CODE: '0000', TEXT: 'CANCEL SENT' } });
    expect(reply).toEqual({ kind: 'accepted', text: 'CANCEL SENT' });
    expect(exchanges).toMatchObject([{ purpose: 'abort' }]);
    expect(provider.arrived.map(({ method, path }) => [method, path])).toEqual([['GET', ADDRESS]]);
  });

  it.each(['8506', '8508', '8513'])('that is answered with %s is refused', async (code) => {
    expect((await abort({ body: `CODE=${code}&TEXT=TOO%20LATE` })).reply).toEqual({
      kind: 'refused',
      code,
      text: 'TOO LATE',
    });
  });

  // §15.7: no answer at all.
  it.each<[Told, string]>([
    ['hang', 'deadline'],
    ['drip', 'deadline'],
    ['break', 'connection_lost'],
    [{ status: 500 }, 'provider_error'],
    [{ status: 302, headers: { location: ADDRESS } }, 'redirect'],
    [{ body: 'done' }, 'unreadable_answer'],
    [{ body: '' }, 'unreadable_answer'],
  ])('that is answered with %j is not answered, and not called again', async (told, cause) => {
    expect((await abort(told)).reply).toEqual({ kind: 'unanswered', cause });
    expect(provider.arrived).toHaveLength(1);
  });

  // §15.10: CANCELURL on a foreign host is never called.
  it('that reaches nobody was not sent', async () => {
    expect((await abort('break', 'https://elsewhere.example')).reply).toEqual({
      kind: 'not_sent',
      detail: 'host not allowed',
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delivered, interpayAt, operations } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';

let [first, second, gone]: ToldProvider[] = [];
beforeAll(async () => {
  [first, second, gone] = await Promise.all([startToldProvider(), startToldProvider(), startToldProvider()]);
  await gone.close();
});
afterAll(() => Promise.all([first?.close(), second?.close()]));
beforeEach(() => {
  first?.arrived.splice(0);
  second?.arrived.splice(0);
});

const trouble = (code: string): Told => ({ body: { CODE: code, TEXT: 'TRY AGAIN' } });
const SENT = { kind: 'delivered', session: { id: 'a1b2c3d4e5f6g7h8i9j0', handle: null } };

/** Puts a sale to two hosts that answer so; what came of it, and the bodies each of them got. */
async function sell(says: Told | 'gone' | 'no TLS', saysOther: Told | 'gone' | null = { body: delivered() }) {
  if (!first || !second || !gone) throw new Error('not started');
  if (says !== 'gone' && says !== 'no TLS') first.onService = () => says;
  if (saysOther !== 'gone' && saysOther !== null) second.onService = () => saysOther;
  const isQuick = says === 'hang' || says === 'drip' || saysOther === 'hang';
  const at =
    says === 'gone' ? gone.url : says === 'no TLS' ? first.url.replace('http:', 'https:') : first.url;
  const secondaryUrl = saysOther === null ? null : saysOther === 'gone' ? gone.url : second.url;
  const { gateway, record, exchanges } = interpayAt(at, {
    settings: { secondaryUrl },
    deadlineMs: isQuick ? 300 : 5000,
  });
  const reply = await gateway.perform(operations.sale, record);
  const bodies = (host: ToldProvider) => host.arrived.map(({ text }) => text);
  return { reply, first: bodies(first), second: bodies(second), exchanges };
}

describe('the second host (§2)', () => {
  it.each(['gone', 'no TLS'] as const)(
    'is asked once, with the same body, when no byte left for the first: %s',
    async (says) => {
      const { reply, second: sent, exchanges } = await sell(says);
      expect(reply).toEqual(SENT);
      expect(sent).toHaveLength(1);
      expect(exchanges.map(({ failure }) => failure?.slice(0, 8))).toEqual(['not sent', undefined]);
    },
  );

  it('of which nobody answers either leaves it proven not sent', async () => {
    const { reply, exchanges } = await sell('gone', 'gone');
    expect(reply).toEqual({ kind: 'not_sent', reason: 'unreachable', detail: 'ECONNREFUSED' });
    expect(exchanges).toHaveLength(2);
  });

  // §15.1: 99xx fails over.
  it.each(['9901', '9999', '9100', '9101'])(
    'is asked once, with the same REQUESTID, after %s',
    async (code) => {
      const { reply, ...sent } = await sell(trouble(code));
      expect(reply).toEqual(SENT);
      expect(sent.first).toHaveLength(1);
      expect(sent.second).toEqual(sent.first);
    },
  );

  // §15.1: 9012 on our own retry.
  it('that knows the REQUESTID proves that the first one took it: open, for nobody repeats its answer', async () => {
    const { reply } = await sell(trouble('9901'), { body: { CODE: '9012', TEXT: 'DUPLICATE REQUESTID' } });
    expect(reply).toEqual({
      kind: 'unknown_outcome',
      cause: 'incomplete_answer',
      code: '9012',
      text: 'DUPLICATE REQUESTID',
    });
  });

  it('in the same trouble leaves it open', async () => {
    const { reply, ...sent } = await sell(trouble('9901'), trouble('9902'));
    expect(reply).toMatchObject({ kind: 'unknown_outcome', cause: 'provider_error', code: '9902' });
    expect([sent.first.length, sent.second.length]).toEqual([1, 1]);
  });

  it.each<[string, Told | 'gone']>([
    ['cannot be reached', 'gone'],
    ['stays silent', 'hang'],
    ['breaks the connection', 'break'],
  ])('that %s after trouble of the first leaves it open', async (_what, saysOther) => {
    const { reply } = await sell(trouble('9901'), saysOther);
    expect(reply.kind).toBe('unknown_outcome');
  });

  it('that refuses after trouble of the first is believed only when nothing else comes', async () => {
    const { reply } = await sell(trouble('9901'), { body: { CODE: '8505', TEXT: 'BUSY' } });
    expect(reply).toMatchObject({ kind: 'refused', reason: 'device_busy', confirm: true });
  });

  it('that hears it as the only one refuses a used REQUESTID for good', async () => {
    const { reply } = await sell('gone', { body: { CODE: '9012', TEXT: 'DUPLICATE' } });
    expect(reply).toMatchObject({ kind: 'refused', code: '9012', confirm: false });
  });

  it('that does not exist is not missed: trouble of the only host leaves it open', async () => {
    const { reply, ...sent } = await sell(trouble('9901'), null);
    expect(reply).toMatchObject({ kind: 'unknown_outcome', cause: 'provider_error', code: '9901' });
    expect([sent.first.length, sent.second.length]).toEqual([1, 0]);
  });

  it.each<[string, Told]>([
    ['silence', 'hang'],
    ['a broken connection', 'break'],
    ['an answer without end', 'drip'],
    ['an answer nobody can read', { body: '<html>' }],
    ['HTTP 500', { status: 500, body: '<html>' }],
    ['HTTP 503 with a code of trouble', { status: 503, body: { CODE: '9901' } }],
    ['a redirect', { status: 302, headers: { location: '/' } }],
    ['1001', { body: { CODE: '1001' } }],
    ['another code that begins with 9', { body: { CODE: '9128' } }],
    ['a decline', { body: { CODE: '8509' } }],
    ['a busy terminal', { body: { CODE: '8505' } }],
  ])('is never asked after %s', async (_what, says) => {
    const sent = await sell(says);
    expect([sent.first.length, sent.second.length]).toEqual([1, 0]);
  });
});

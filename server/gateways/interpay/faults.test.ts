import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delivered, interpayAt, operations, voidThrough } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';
import type { HttpReply } from '../http.ts';
import type { OperationReply } from '../terminal-gateway.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

const kinds = ['sale', 'refund'] as const;
const deadlineFor = (told: Told) => (told === 'hang' || told === 'drip' ? 300 : 5000);

async function perform(told: Told, kind: (typeof kinds)[number] = 'sale'): Promise<OperationReply> {
  provider.onService = () => told;
  const { gateway, record } = interpayAt(provider.url, { deadlineMs: deadlineFor(told) });
  return gateway.perform(operations[kind], record);
}

const unknown = (cause: string) => expect.objectContaining({ kind: 'unknown_outcome', cause });

/** What no answer of the gateway ever is, whatever it was asked for. */
const UNREADABLE: [string, Told, string][] = [
  // §15.1: a timeout.
  ['F3 silence until the deadline', 'hang', 'deadline'],
  ['F4 a connection that breaks after delivery', 'break', 'connection_lost'],
  // §15.1: HTTP 500 with a body of HTML.
  ['F5 HTTP 500 with a page', { status: 500, body: '<html>' }, 'provider_error'],
  ['F5 HTTP 503 that says it was sent', { status: 503, body: delivered() }, 'provider_error'],
  ['F5 HTTP 500 that says it was refused', { status: 500, body: { CODE: '8505' } }, 'provider_error'],
  ['F5 HTTP 429', { status: 429, headers: { 'retry-after': '5' } }, 'provider_error'],
  ['F5 HTTP 408', { status: 408 }, 'provider_error'],
  ['F5 HTTP 404 with a page', { status: 404, body: '<html>' }, 'provider_error'],
  ['F5 a page of HTML with 200', { body: '<html>CODE=0000</html>' }, 'unreadable_answer'],
  ['F7 an empty 200', { body: '' }, 'unreadable_answer'],
  ['F7 an empty 204', { status: 204 }, 'unreadable_answer'],
  ['F7 a list of two', { body: [delivered(), delivered()] }, 'unreadable_answer'],
  ['F7 a text', { body: '"0000"' }, 'unreadable_answer'],
  ['F7 no code', { body: delivered({ CODE: undefined }) }, 'unreadable_answer'],
  ['F7 an empty code', { body: delivered({ CODE: '' }) }, 'unreadable_answer'],
  ['F7 a code of five digits', { body: delivered({ CODE: '00000' }) }, 'unreadable_answer'],
  ['F7 a code in words', { body: delivered({ CODE: 'OK' }) }, 'unreadable_answer'],
  ['F7 a code given twice', { body: '{"CODE":"0000","code":"8505","SECUREID":"a"}' }, 'unreadable_answer'],
  ['F7 a text that is an object', { body: delivered({ TEXT: {} }) }, 'unreadable_answer'],
  ['F8 an answer that never ends', 'drip', 'deadline'],
  ['F9 a body over one megabyte', { body: `"${'x'.repeat(1_100_000)}"` }, 'unreadable_answer'],
  ['F9 nesting of a hundred thousand', { body: '{"a":'.repeat(100_000) }, 'unreadable_answer'],
  ['F9 a compressed body', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, 'unreadable_answer'],
  ['F10 a redirect', { status: 307, headers: { location: '/api' } }, 'redirect'],
];

describe.each(kinds)('a %s', (kind) => {
  it('F1 is «not sent» when nobody listens, the name does not resolve, or no TLS is spoken', async () => {
    const gone = await startToldProvider();
    await gone.close();
    for (const url of [gone.url, 'https://nowhere.invalid/', provider.url.replace('http:', 'https:')]) {
      const { gateway, record } = interpayAt(url);
      expect(await gateway.perform(operations[kind], record)).toMatchObject({
        kind: 'not_sent',
        reason: 'unreachable',
      });
    }
    expect(provider.arrived).toEqual([]);
  });

  it('F2 is open when the connection broke while sending', async () => {
    const lost: HttpReply = { kind: 'lost', phase: 'sending' };
    const http = { post: async () => lost, get: async () => lost, allows: () => true };
    const { gateway, record } = interpayAt('https://gateway.example', { http });
    expect(await gateway.perform(operations[kind], record)).toEqual(unknown('connection_lost'));
  });

  it.each([
    ...UNREADABLE,
    ['F11 another REQUESTID', { body: delivered({ REQUESTID: '1234567891' }) }, 'unreadable_answer'],
    ['F11 another device', { body: delivered({ DEVICEID: 'SIM-MUTE' }) }, 'unreadable_answer'],
    ['F11 another amount', { body: delivered({ AMT: '12.41' }) }, 'unreadable_answer'],
    [
      'F11 a refusal of another REQUESTID',
      { body: { CODE: '8505', REQUESTID: '1234567891' } },
      'unreadable_answer',
    ],
    ['F12 no SECUREID', { body: delivered({ SECUREID: undefined }) }, 'incomplete_answer'],
    ['F12 an empty SECUREID', { body: delivered({ SECUREID: '' }) }, 'incomplete_answer'],
    ['F12 a SECUREID that is none', { body: delivered({ SECUREID: 'a b' }) }, 'incomplete_answer'],
  ] as [string, Told, string][])(
    '%s leaves the outcome open, and nothing is sent again',
    async (_fault, told, cause) => {
      expect(await perform(told, kind)).toEqual(unknown(cause));
      expect(provider.arrived).toHaveLength(1);
    },
  );

  it.each([401, 403])('F6 HTTP %i turns it away at the door', async (status) => {
    expect(await perform({ status, body: '<html>' }, kind)).toEqual({
      kind: 'refused',
      reason: 'sign_in_failed',
      code: String(status),
      text: null,
      confirm: false,
    });
  });
});

it('an answer cut anywhere is never delivered, declined or refused', async () => {
  for (const body of [delivered(), { CODE: '8509', TEXT: 'DECLINED' }, { CODE: '8505', TEXT: 'BUSY' }]) {
    const text = JSON.stringify(body);
    for (let length = 0; length < text.length; length++) {
      expect(await perform({ body: text.slice(0, length) })).toEqual(unknown('unreadable_answer'));
    }
  }
});

describe('a void', () => {
  const undo = async (told: Told, address = `${provider.url}/api/TERMPAY/cancel/?SecureID=a1`) => {
    provider.onService = () => told;
    const { gateway, record } = interpayAt(provider.url, { deadlineMs: deadlineFor(told) });
    return gateway.perform(voidThrough(address), record);
  };

  it.each(UNREADABLE)('%s leaves it open, and nothing is called again', async (_fault, told, cause) => {
    expect(await undo(told)).toEqual(unknown(cause));
    expect(provider.arrived).toHaveLength(1);
  });

  it('F1 is «not sent» when nobody listens, or nobody may be called there', async () => {
    const gone = await startToldProvider();
    await gone.close();
    for (const address of [`${gone.url}/?SecureID=a1`, 'https://elsewhere.example/?SecureID=a1']) {
      expect(await undo('break', address)).toMatchObject({ kind: 'not_sent', reason: 'unreachable' });
    }
  });
});

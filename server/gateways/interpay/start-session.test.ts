import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delivered, interpayAt, operations } from '#tests/support/told-interpay.ts';
import { startToldProvider, type Told, type ToldProvider } from '#tests/support/told-provider.ts';

let provider: ToldProvider;
beforeAll(async () => {
  provider = await startToldProvider();
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.arrived.length = 0;
});

async function sell(told: Told) {
  provider.onService = () => told;
  const { gateway, record, exchanges } = interpayAt(provider.url);
  return { reply: await gateway.perform(operations.sale, record), exchanges };
}

describe('0000 (§4)', () => {
  const SENT = { kind: 'delivered', session: { id: 'a1b2c3d4e5f6g7h8i9j0', handle: null } };

  it.each<[string, Told]>([
    ['as documented', { body: delivered() }],
    ['in lower case', { body: { code: '0000', text: 'sent', secureid: 'a1b2c3d4e5f6g7h8i9j0' } }],
    ['with numbers for texts', { body: delivered({ CODE: 0, DUR: 3.737, USERFEE: 0 }) }],
    ['with fields nobody knows', { body: delivered({ NEW: { A: [1] }, OTHER: null, AMT: '12.40' }) }],
    ['in a list of one', { body: [delivered()] }],
    ['wrapped once', { body: { result: delivered() } }],
    ['behind a byte-order mark', { body: `\ufeff${JSON.stringify(delivered())}` }],
    // §15.1: a text/plain answer.
    [
      'in tag/value',
      {
        headers: { 'content-type': 'text/plain' },
        body: 'CODE=0000&TEXT=SENT%20TO%20TERMINAL&SECUREID=a1b2c3d4e5f6g7h8i9j0&DUR=3.737\r\n',
      },
    ],
    ['with a clock nobody can read', { body: delivered({ DATE: 'today', TIME: {} }) }],
  ])('%s says that the terminal was handed the request', async (_how, told) => {
    expect((await sell(told)).reply).toEqual(SENT);
  });

  it('hands on the address that cancels it when it may be called', async () => {
    const address = `${provider.url}/api/TERMPAY/cancel/?SecureID=a1b2c3d4e5f6g7h8i9j0`;
    const { reply } = await sell({ body: delivered({ CANCELURL: address }) });
    expect(reply).toMatchObject({ session: { handle: address } });
  });

  // §15.10: CANCELURL on a foreign host.
  it.each([
    ['https://elsewhere.example/?SecureID=a1b2c3d4e5f6g7h8i9j0', 'host not allowed'],
    ['http://127.0.0.1/?SecureID=another', 'another session'],
    ['call us', 'no address'],
  ])('keeps %s out of reach, and says why', async (address, problem) => {
    const { reply, exchanges } = await sell({ body: delivered({ CANCELURL: address }) });
    expect(reply).toEqual(SENT);
    expect(exchanges[0]?.response).toMatchObject({ CANCELURL: `[never called: ${problem}] ${address}` });
  });

  it('without a cancel address is still delivered', async () => {
    for (const none of [undefined, '', null, {}]) {
      expect((await sell({ body: delivered({ CANCELURL: none }) })).reply).toEqual(SENT);
    }
  });
});

describe('a code that is no 0000 (§5, F13)', () => {
  it.each([
    ['8501', 'device_unknown'],
    ['8502', 'misconfigured'],
    ['8503', 'misconfigured'],
    ['8505', 'device_busy'],
    ['8506', 'misconfigured'],
    ['8507', 'misconfigured'],
    ['8508', 'device_forbidden'],
    ['8510', 'misconfigured'],
    ['8511', 'invalid_request'],
    ['8512', 'device_offline'],
    ['1000', 'invalid_request'],
    ['1001', 'sign_in_failed'],
    ['9128', 'sign_in_failed'],
    ['9022', 'sign_in_failed'],
    ['9001', 'misconfigured'],
    ['9010', 'invalid_request'],
    ['9011', 'invalid_request'],
    ['9012', 'invalid_request'],
    ['9014', 'invalid_request'],
    ['9024', 'invalid_request'],
    ['9025', 'invalid_request'],
  ])('%s is refused for good: it never was on the terminal', async (code, reason) => {
    const { reply } = await sell({ body: { CODE: code, TEXT: 'WHY' } });
    expect(reply).toEqual({ kind: 'refused', reason, code, text: 'WHY', confirm: false });
    expect(provider.arrived).toHaveLength(1);
  });

  it.each([
    ['8504', 'device_offline'],
    ['8513', 'provider_refused'],
    ['8514', 'provider_refused'],
    ['1036', 'provider_refused'],
    ['7777', 'provider_refused'],
    ['0001', 'provider_refused'],
  ])('%s is a doubt: it may be on the terminal all the same', async (code, reason) => {
    const { reply } = await sell({ body: { CODE: code, TEXT: 'WHY' } });
    expect(reply).toEqual({ kind: 'refused', reason, code, text: 'WHY', confirm: true });
  });

  it('8509 is a decline, with the sentence its text deserves', async () => {
    expect((await sell({ body: { CODE: 8509, TEXT: 'Expired card' } })).reply).toEqual({
      kind: 'declined',
      reason: 'expired_card',
      code: '8509',
      text: 'Expired card',
    });
  });

  it.each(['9900', '9999', '9100', '9101'])(
    '%s is trouble of the gateway and leaves it open',
    async (code) => {
      expect((await sell({ body: { CODE: code } })).reply).toMatchObject({ kind: 'unknown_outcome', code });
    },
  );

  it('says nothing of the credentials but where it is about them', async () => {
    const verdicts = { refused: ['1001', '9128', '9022'], accepted: ['0000', '8501', '8509'] };
    const silent = ['1000', '9001', '9901'];
    for (const [verdict, codes] of [...Object.entries(verdicts), [null, silent] as const]) {
      for (const code of codes) {
        const { exchanges } = await sell({ body: delivered({ CODE: code }) });
        expect(
          exchanges.map(({ credentials }) => credentials),
          code,
        ).toEqual([verdict]);
      }
    }
  });
});

// §15.10: PASS and token never in what is kept.
describe('what is kept of a call', () => {
  it('shows no password, no secret of an address, no card number and no e-mail address', async () => {
    const { account } = interpayAt(provider.url);
    provider.onService = ({ text }) => ({
      body: delivered({
        TEXT: `for 4543601234560006: ${text}`,
        CANCELURL: `${provider.url}/cancel/?SecureID=a1b2c3d4e5f6g7h8i9j0`,
        RECEIPTS: { Customer: '<C>slip</C>' },
      }),
    });
    const { gateway, record, exchanges } = interpayAt(provider.url);
    const options = {
      invoiceNumber: null,
      description: null,
      email: 'jo@shop.example',
      printsOnTerminal: true,
    };
    await gateway.perform({ ...operations.sale, options }, record);
    const kept = JSON.stringify(exchanges);
    for (const secret of [account.credentials.pass, 'q'.repeat(43), '4543601234560006', '<C>']) {
      expect(kept).not.toContain(secret);
    }
    expect(exchanges[0]).toMatchObject({
      purpose: 'operation',
      path: provider.url.replace('http://', '').concat('/'),
      request: {
        TERMID: 'T1E4S7T8',
        PASS: '[removed]',
        AMT: '12.40',
        CUSTEMAIL: 'j***@shop.example',
        SUCCESSURL: 'https://shop.example/[removed]',
        FAILUREURL: 'https://shop.example/[removed]',
      },
      response: { CODE: '0000', CANCELURL: `${provider.url}/[removed]`, RECEIPTS: '[not kept]' },
      failure: null,
      clockOffsetMs: null,
    });
  });

  it('has no password either where a page repeats the request', async () => {
    provider.onService = ({ text }) => ({
      status: 500,
      body: `<pre>${text}</pre>${encodeURIComponent(text)}`,
    });
    const { gateway, record, exchanges } = interpayAt(provider.url);
    await gateway.perform(operations.sale, record);
    const kept = JSON.stringify(exchanges);
    expect(kept).toContain('<pre>');
    expect(kept).not.toContain('pa55-word');
    expect(kept).not.toContain('q'.repeat(20));
  });

  it('survives a recorder that fails: the answer is not lost', async () => {
    provider.onService = () => ({ body: delivered() });
    const { gateway } = interpayAt(provider.url);
    const reply = await gateway.perform(operations.sale, () => {
      throw new Error('disk full');
    });
    expect(reply.kind).toBe('delivered');
  });
});

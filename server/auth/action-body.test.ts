import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statusForForgery } from './action-body.ts';

/** What React's client in the browser writes the arguments of a call with. */
const react: {
  encodeReply(args: unknown[], options: { temporaryReferences: unknown }): Promise<FormData>;
  createTemporaryReferenceSet(): unknown;
} = createRequire(import.meta.url)('next/dist/compiled/react-server-dom-turbopack/client.browser');

const LIMIT = 64 * 1024;
const CALL = { 'next-action': 'a'.repeat(42) };
const IDLE = { status: 'idle' };

describe('a call that React’s client writes', () => {
  test('passes with any form and any state before', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('$', '$$', '$K1', '$0:1', '$undefined'),
    );
    const leaf = fc.oneof(
      text,
      fc.double(),
      fc.date(),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.constantFrom(null, undefined, true),
    );
    const state = fc.object({
      key: fc.string().filter((key) => key !== '__proto__'),
      values: [leaf],
      maxDepth: 3,
      maxKeys: 3,
    });
    const fields = fc.array(fc.tuple(fc.constantFrom('amount', '', '0', '__proto__', 'x"y', 'tür\n'), text));
    await fc.assert(
      fc.asyncProperty(text, state, fields, async (merchant, before, entries) => {
        const body = await written(merchant, { ...IDLE, value: before }, formOf(entries));
        expect(await ask(CALL, body)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test('passes when one thing stands in the state twice, and is only pointed to the second time', async () => {
    const amount = { minor: 100, currency: 'TRY' };
    const lines = [amount, amount];
    const body = await written('shop', { value: { amount, lines, again: { lines } } }, formOf([]));
    expect(body.get('0')).toContain('"$0:1:value:lines"');
    expect(await ask(CALL, body)).toBeNull();
  });

  test('passes with a form alone, with a file in it, and with as many fields as the limit holds', async () => {
    const form = formOf(Array.from({ length: 500 }, (_, index) => [`line${index}`, '']));
    form.append('logo', new File(['\r\n--\0'], 'l"o.png'));
    expect(await ask(CALL, await written(form))).toBeNull();
    expect(await ask(CALL, await written('shop', IDLE, new FormData()))).toBeNull();
  });
});

describe('a form that is sent without scripts', () => {
  const action = ['$ACTION_1:0', '{"id":"40ab","bound":"$@1"}'] as const;
  const bound = ['$ACTION_1:1', '["shop",{"status":"error","values":{"note":"$$5"}}]'] as const;

  test('passes as the page wrote it', async () => {
    const fields = [['$ACTION_REF_1', ''], action, bound, ['$ACTION_KEY', 'k1'], ['amount', '$@1']] as const;
    expect(await ask({}, formOf(fields))).toBeNull();
    expect(
      await ask(
        {},
        formOf([
          ['$ACTION_ID_40ab', ''],
          ['locale', 'tr'],
        ]),
      ),
    ).toBeNull();
  });

  test.each([
    ['names an action it does not describe', [bound]],
    ['describes its action in another way', [['$ACTION_1:0', '{"id":"40ab"}'], bound]],
    ['describes its action twice', [action, action, bound]],
    ['lacks what the action is bound to', [action]],
    ['is bound to no list', [action, ['$ACTION_1:1', 'null']]],
    ['is bound to broken JSON', [action, ['$ACTION_1:1', '["shop"']]],
    ['is bound to another part', [action, ['$ACTION_1:1', '["$2"]']]],
    ['is bound to more than anybody takes', [action, ['$ACTION_1:1', JSON.stringify(Array(1_001).fill(0))]]],
  ] as const)('is refused when it %s', async (_why, fields) => {
    expect(await ask({}, formOf([['$ACTION_REF_1', ''], ...fields]))).toBe(400);
  });
});

describe('a forged call', () => {
  test.each([
    '',
    'x',
    'null',
    '1',
    '"x"',
    '{}',
    '["$K1"',
    '["$"]',
    '["$1"]',
    '["$@1"]',
    '["$F1"]',
    '["$h1"]',
    '["$Q1"]',
    '["$B1"]',
    '["$T"]',
    '["$r1"]',
    '["$A1"]',
    '["$n1x"]',
    '["$K"]',
    '["$0:1"]',
    '["$0:0"]',
    '["$0:length"]',
    '["$0:toString"]',
    '["$0:__proto__"]',
    '[{"__proto__":{}},"$0:0:__proto__"]',
    '[[],["$0:0"]]',
    '["$1:0",[]]',
  ])('is refused with the arguments %s', async (args) => {
    expect(
      await ask(
        CALL,
        formOf([
          ['_1_amount', '1'],
          ['0', args],
        ]),
      ),
    ).toBe(400);
  });

  test('is refused with more arguments, or deeper ones, than anybody takes', async () => {
    for (const args of [JSON.stringify(Array(1_001).fill(0)), '['.repeat(10_000) + ']'.repeat(10_000)]) {
      expect(await ask(CALL, formOf([['0', args]]))).toBe(400);
    }
  });

  test.each([
    ['none', []],
    [
      'two',
      [
        ['0', '[]'],
        ['0', '[]'],
      ],
    ],
    [
      'two by another name of zero',
      [
        ['0', '[]'],
        ['0x0', '[]'],
      ],
    ],
    [
      'two by an empty name',
      [
        ['0', '[]'],
        ['', '[]'],
      ],
    ],
    [
      'a stream of them',
      [
        ['S0', '[]'],
        ['0', '[]'],
      ],
    ],
    [
      'an unexpected part beside them',
      [
        ['0', '[]'],
        ['1', '[]'],
      ],
    ],
  ] as const)('is refused with %s', async (_what, fields) => {
    expect(await ask(CALL, formOf(fields))).toBe(400);
  });

  test('is refused when its arguments are a file', async () => {
    const form = new FormData();
    form.append('0', new File(['[]'], '0'));
    expect(await ask(CALL, form)).toBe(400);
  });

  test.each([
    undefined,
    'text/plain;charset=UTF-8',
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary="B"',
    'Multipart/form-data; boundary=B',
    'multipart/form-data; boundary=B; charset=utf-8',
  ])('is refused as %s', async (type) => {
    expect(await askRaw({ ...CALL, ...(type && { 'content-type': type }) }, part('0', '[]'))).toBe(415);
  });

  test.each([
    ['nothing', ''],
    ['no part', 'garbage'],
    ['no end', part('0', '["shop"]').slice(0, -4)],
    ['something after the end', `${part('0', '[]')}x`],
    ['something before the beginning', `x${part('0', '[]')}`],
    ['the boundary in a value', part('0', '["--B"]')],
    ['the bare boundary in a value', part('0', '["B"]')],
    ['bare line feeds', part('0', '[]').replaceAll('\r\n', '\n')],
    [
      'a further header',
      part('0', '[]').replace('\r\n\r\n', '\r\ncontent-transfer-encoding: base64\r\n\r\n'),
    ],
    ['a type for a text', part('0', '[]').replace('\r\n\r\n', '\r\nContent-Type: text/plain\r\n\r\n')],
    ['a name in another character set', part('0', '[]').replace('name=', "name*=utf-8''")],
    ['a control character in a name', part('0', '[]').replace('"0"', '"0\0"')],
  ])('is refused with %s in its body', async (_what, body) => {
    expect(await askRaw({ ...CALL, 'content-type': 'multipart/form-data; boundary=B' }, body)).toBe(400);
  });

  test('is refused as soon as its body passes the limit, whether or not it said so', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(16 * 1024));
      },
    });
    const headers = { ...CALL, 'content-type': 'multipart/form-data; boundary=B' };
    expect(await askRaw(headers, endless)).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  test('is refused when its body breaks off', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    expect(await askRaw({ ...CALL, 'content-type': 'multipart/form-data; boundary=B' }, broken)).toBe(400);
  });
});

test('a POST that is no action is none of this file’s business', async () => {
  for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
    expect(await askRaw({ 'content-type': type }, '{')).toBeNull();
  }
});

async function written(...args: unknown[]): Promise<FormData> {
  return react.encodeReply(args, { temporaryReferences: react.createTemporaryReferenceSet() });
}

function formOf(fields: readonly (readonly [string, string])[]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

function part(name: string, value: string): string {
  return `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--B--\r\n`;
}

function ask(headers: Record<string, string>, body: FormData) {
  return statusForForgery(
    new Request('http://portal.example/shop', { method: 'POST', headers, body }),
    LIMIT,
  );
}

function askRaw(headers: Record<string, string>, body: string | ReadableStream) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const init = { method: 'POST', headers, body: bytes, duplex: 'half' } as RequestInit;
  return statusForForgery(new Request('http://portal.example/shop', init), LIMIT);
}

import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createDice, type Dice } from '#db/seeds/dice.ts';
import { toFormObject } from '#server/auth/form-object.ts';
import { readCallback } from '#server/gateways/interpay/callback.ts';
import { readNotice, readReturn } from '#server/gateways/pay-with-iyzico/notices.ts';
import { NASTY_TEXT, NEVER_VALID } from '../hostile/corpus.ts';

// `npm run fuzz:bodies -- --bodies 100000`: what comes from browsers and providers, put to every schema of the server and to the readers
// of callbacks, in this process. Each is taken or refused: nothing is thrown, no prototype is changed, and no key comes out that the
// schema does not list.

const { values: options } = parseArgs({
  options: { bodies: { type: 'string', default: '100000' }, seed: { type: 'string', default: 'bodies' } },
});

/** Takes or refuses a body that was drawn; what it says when it took one that it should not have. */
type Reader = { name: string; read: (dice: Dice) => 'taken' | 'refused' | { wrong: string } };

const TRAPS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'then',
  'toJSON',
  'hasOwnProperty',
] as const;
const ODD: readonly [unknown, ...unknown[]] = [
  null,
  ...[true, false, 0, -0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 10n, '', ' ', '\u0000'],
  ...[
    '\ud800',
    'x'.repeat(5_000),
    '9'.repeat(400),
    '١٢٣',
    '\ufeff1',
    [],
    [null],
    {},
    [[]],
    [{}],
    { toString: 1 },
  ],
];

/** What some field or other takes, so that not everything ends at its first field. */
const PLAUSIBLE = [
  ...[
    '1',
    '10.00',
    '118,00',
    'TRY',
    'CAD',
    'tr',
    'en',
    'yes',
    'no',
    'on',
    'sale',
    'approved',
    'success',
    'admin',
    '0',
  ],
  ...[
    '2026-03-04',
    '2026-03-04T10:00:00Z',
    '04:00',
    'csv',
    'slip',
    'Europe/Istanbul',
    'somebody@example.com',
  ],
  ...[
    '3f2c1d4e-5b6a-4c7d-8e9f-0a1b2c3d4e5f',
    'Seen in the portal of the provider',
    'TR',
    '+905551112233',
    'add',
  ],
  ...['txn_01jqz3k4m5n6p7q8r9s0t1v2w3', 'dev_01jqz3k4m5n6p7q8r9s0t1v2w3', 'usr_01jqz3k4m5n6p7q8r9s0t1v2w3'],
];

async function main(): Promise<boolean> {
  const readers = [...(await schemaReaders()), ...callbackReaders()];
  const count = Number(options.bodies);
  const startedAt = performance.now();
  const broken: string[] = [];
  const said = { taken: 0, refused: 0 };
  let slowest = { ms: 0, name: '', index: 0 };
  for (let index = 0; index < count; index++) {
    const reader = readers[index % readers.length];
    if (!reader) throw new Error('There is nothing to read with');
    const begun = performance.now();
    const end = judge(reader, createDice(`${options.seed} ${index}`));
    const ms = performance.now() - begun;
    if (ms > slowest.ms) slowest = { ms, name: reader.name, index };
    if (typeof end === 'string') said[end] += 1;
    else broken.push(`${reader.name}, body ${index}: ${end.wrong}`);
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  say(`${count} bodies with the seed «${options.seed}» to ${readers.length} readers in ${seconds} s`);
  say(`${said.taken} taken, ${said.refused} refused, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
  say(`longest: ${slowest.ms.toFixed(1)} ms (${slowest.name}, body ${slowest.index})`);
  for (const line of broken.slice(0, 20)) say(`✗ ${line}`);
  say(`${broken.length} thrown, polluted, or with keys that are not listed`);
  return broken.length === 0 && readers.length > 50;
}

function judge(reader: Reader, dice: Dice): ReturnType<Reader['read']> {
  let end: ReturnType<Reader['read']>;
  try {
    end = reader.read(dice);
  } catch (error) {
    return {
      wrong: `threw ${error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : error}`,
    };
  }
  return Object.keys(Object.prototype).length > 0 || 'planted' in {}
    ? { wrong: 'a prototype was changed' }
    : end;
}

/** Every schema that a file of the server exports, and every form of them as a browser would send it. */
async function schemaReaders(): Promise<Reader[]> {
  // The two that are left out belong to the web framework, and hold no schema.
  const files = globSync('server/**/*.ts').filter(
    (file) => !/\.test\.ts$|^server\/(?:i18n\/request|auth\/request-path)\.ts$/.test(file),
  );
  const readers: Reader[] = [];
  for (const file of files.filter((one) =>
    /(form|wire|wish|request|facts|report|reading|plan|stated|settings|schema|change)[^/]*\.ts$/.test(one),
  )) {
    const exported: Record<string, unknown> = await import(pathToFileURL(path.resolve(file)).href);
    for (const [name, value] of Object.entries(exported)) {
      if (!(value instanceof z.ZodType)) continue;
      const fields = [...new Set(fieldsOf(value))];
      readers.push({ name: `${file} ${name}`, read: (dice) => outcome(value, drawBody(dice, fields)) });
      if (/form[^/]*\.ts$/.test(file))
        readers.push({ name: `${file} ${name} as a form`, read: (dice) => asForm(value, dice, fields) });
    }
  }
  return readers;
}

function outcome(schema: z.ZodType, body: unknown): 'taken' | 'refused' | { wrong: string } {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return 'refused';
  const { data } = parsed;
  const isStrange = data !== null && typeof data === 'object' && Object.hasOwn(data, 'planted');
  return isStrange ? { wrong: 'kept a key that is not listed' } : 'taken';
}

function asForm(schema: z.ZodType, dice: Dice, fields: readonly string[]): ReturnType<Reader['read']> {
  const form = new FormData();
  for (const [name, value] of Object.entries(drawBody(dice, fields)))
    form.append(dice.chance(0.1) ? `${name}[]` : name, drawText(dice, value));
  if (dice.chance(0.1)) form.append('$ACTION_ID_x', 'x');
  const read = toFormObject(form);
  return read.ok ? outcome(schema, read.value) : 'refused';
}

/** What providers call: a body of any type, in bytes. */
function callbackReaders(): Reader[] {
  const types = [null, 'application/json', 'application/x-www-form-urlencoded', 'text/plain', ''] as const;
  const fields = ['CODE', 'TEXT', 'AMT', 'PAN', 'UTI', 'status', 'token', 'paymentId', 'iyziEventType'];
  const raw = (dice: Dice) => {
    const body = drawBody(dice, fields);
    const json =
      JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? String(value) : value)) ?? '';
    const pairs = Object.entries(body).map(([name, value]) => [name, drawText(dice, value)]);
    const text = dice.chance(0.5) ? json : new URLSearchParams(pairs).toString();
    const whole = Buffer.from(dice.chance(0.3) ? text.slice(0, dice.between(0, text.length)) : text);
    return {
      contentType: dice.pick(types),
      bytes: dice.chance(0.1) ? dice.bytes(dice.between(0, 200)) : whole,
    };
  };
  const called = (dice: Dice) => {
    const { contentType, bytes } = raw(dice);
    return { contentType, body: bytes, query: dice.pick(texts(NASTY_TEXT)), claims: 'success' } as const;
  };
  const signed = { secretKey: 'secret', isSigned: true };
  const about = { kind: 'sale', providerDeviceId: 'SIM-OK', currency: 'CAD' } as const;
  return [
    { name: 'results of Interpay', read: (dice) => ofResult(readCallback(called(dice), about)) },
    {
      name: 'notices of Pay with iyzico',
      read: (dice) => ofResult(readNotice({ ...raw(dice), signature: drawText(dice, null) }, signed)),
    },
    { name: 'payers of Pay with iyzico who come back', read: (dice) => ofResult(readReturn(raw(dice))) },
  ];
}

function ofResult(result: { kind: string }): 'taken' | 'refused' {
  return /unreadable|nothing|unknown|invalid/.test(result.kind) ? 'refused' : 'taken';
}

function drawBody(dice: Dice, fields: readonly string[]): Record<string, unknown> {
  const body: Record<string, unknown> = JSON.parse(dice.chance(0.1) ? '{"__proto__":{"planted":1}}' : '{}');
  for (const name of fields) if (dice.chance(0.8)) body[name] = drawValue(dice, 2);
  if (dice.chance(0.3)) body[dice.pick(TRAPS)] = drawValue(dice, 1);
  if (dice.chance(0.3)) body.planted = 1;
  return body;
}

function drawValue(dice: Dice, depth: number): unknown {
  const [list, nested] = [dice.chance(0.1), depth > 0 && dice.chance(0.1)];
  if (list) return Array.from({ length: dice.between(0, 5) }, () => drawValue(dice, depth - 1));
  if (nested) return { [dice.pick(TRAPS)]: drawValue(dice, depth - 1), a: drawValue(dice, depth - 1) };
  if (dice.chance(0.5)) return dice.pick(texts(PLAUSIBLE));
  return dice.chance(0.3)
    ? dice.pick(ODD)
    : dice.pick(dice.chance(0.5) ? texts(NEVER_VALID) : texts(NASTY_TEXT));
}

function drawText(dice: Dice, value: unknown): string {
  return typeof value === 'string' ? value : dice.pick(texts(NEVER_VALID));
}

function texts(list: readonly string[]): readonly [string, ...string[]] {
  const [first = '', ...rest] = list;
  return [first, ...rest];
}

/** The names of the fields that a schema reads, however it is wrapped. */
function fieldsOf(schema: unknown, depth = 4): string[] {
  if (depth === 0 || !(schema instanceof z.ZodType)) return [];
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodPipe)
    return [...fieldsOf(schema.in, depth - 1), ...fieldsOf(schema.out, depth - 1)];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => fieldsOf(one, depth - 1));
  return [];
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = (await main()) ? 0 : 1;

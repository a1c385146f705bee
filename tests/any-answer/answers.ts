import fc from 'fast-check';

/** What a provider answers: any status, any headers, any text. */
export type AnyAnswer = { status: number; headers: Record<string, string>; body: string };

/** Words that have a meaning of their own to JavaScript. */
const TRAPS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'then',
  'toJSON',
];

/** Words the answers of the terminal services are made of. */
const NAMES = [
  ...['status', 'errorCode', 'errorGroup', 'errorMessage', 'conversationId', 'systemTime', 'deviceUniqueId'],
  ...['transactionReferenceId', 'paymentId', 'paymentDate', 'price', 'currency', 'batchNo', 'authCode'],
  ...['cancelHostReference', 'refundHostReference', 'saleItems', 'totalReturnableAmount', 'tails', 'totals'],
  ...[
    'acquirerId',
    'totalTransactionAmount',
    'totalTransactionCount',
    'responseCode',
    'code',
    'access_token',
  ],
  ...['refresh_token', 'expires_in', 'token_type', 'binNumber', 'lastFourDigits', 'remainingPaymentAmount'],
];

/** JSON texts of single values that were read wrongly somewhere before. */
const ODD = [
  ...['null', 'true', 'false', '0', '-0', '""', '" "', '{}', '[]', '[[]]', '[null]', '{"toString":1}'],
  ...['"NaN"', '"Infinity"', '"0x10"', '"1,234.56"', '"240,00"', '"118.000"', '"+5"', '" 240.00 "', '"٢٤٠"'],
  ...['1e400', '1E7', '2.4e2', '-240', '0.1e-9', '9007199254740993', '240.00000000000000001', '"240.005"'],
  ...['"success"', '"SUCCESS"', '"Success "', '"success\\u0000"', '"succes"', '"failure"', '"380103"'],
  ...['{"__proto__":{"status":"success"}}', '["success"]', '"__proto__"', '"\\ud800"', '"2026-02-30"'],
  `"${'9'.repeat(400)}"`,
  '9'.repeat(400),
  `${'['.repeat(40)}${']'.repeat(40)}`,
  `"${'x'.repeat(5000)}"`,
];

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
);

/** Any object that gives any of the names any value, some of them twice. */
const anyObject = (name: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(name, value), { maxLength: 12 })
    .map((members) => `{${members.map(([key, json]) => `"${key}":${json}`).join(',')}}`);

/** A right answer with some members replaced, added or given twice. */
const spoilt = (right: object, name: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).chain((changes) => {
    const changed = new Map(Object.entries(right).map(([key, each]) => [key, JSON.stringify(each)]));
    for (const [key, json] of changes) changed.set(key, json);
    const members = [...changed].map(([key, json]) => `"${key}":${json}`);
    const twice = fc.subarray(members, { maxLength: 1 });
    return twice.map((more) => `{${[...more, ...members].join(',')}}`);
  });

/** A text cut, prolonged, or put into something else. */
const damaged = (text: string) =>
  fc.oneof(
    fc.nat(text.length).map((length) => text.slice(0, length)),
    fc
      .tuple(fc.nat(text.length), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([at, what]) => text.slice(0, at) + what + text.slice(at)),
    fc.constantFrom(
      `\ufeff${text}`,
      `${text}\n`,
      `${text}${text}`,
      `[${text}]`,
      `<html>${text}`,
      `callback(${text})`,
    ),
    fc.constantFrom(200, 100_000).map((depth) => `${'['.repeat(depth)}${text}${']'.repeat(depth)}`),
  );

/** Answers to a service: right ones, right ones with something wrong, and anything at all. `words`: its members' names. */
export function anyAnswer(
  rightOnes: readonly object[],
  words: readonly string[] = NAMES,
): fc.Arbitrary<AnyAnswer> {
  const name = fc.constantFrom(...words, ...TRAPS);
  const right = fc.constantFrom(...rightOnes);
  const body = fc.oneof(
    { weight: 1, arbitrary: right.map((one) => JSON.stringify(one)) },
    { weight: 6, arbitrary: right.chain((one) => spoilt(one, name)) },
    { weight: 3, arbitrary: right.chain((one) => damaged(JSON.stringify(one))) },
    { weight: 2, arbitrary: anyObject(name) },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  const status = fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    { weight: 2, arbitrary: fc.constantFrom(201, 204, 400, 401, 403, 404, 408, 422, 429, 500, 503) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
  );
  const retry = fc.constantFrom<Record<string, string>>(
    ...[{}, { 'retry-after': '5' }, { 'retry-after': '-1' }, { 'retry-after': 'soon' }, { date: 'x' }],
  );
  return fc.record({ status, headers: retry, body });
}

/** The members an answer itself has, read the plain way; null when it is no JSON object or gives one twice. */
export function ownMembers({ body }: AnyAnswer): Map<string, unknown> | null {
  try {
    const json = JSON.parse(body.replace(/^\ufeff/, ''));
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? new Map(Object.entries(json))
      : null;
  } catch {
    return null;
  }
}

/** Whether an answer says by itself that what was asked for happened (§3): HTTP 2xx, the word, no error code. */
export function saysSuccess(answer: AnyAnswer): boolean {
  const members = ownMembers(answer);
  const word = members?.get('status');
  const code = members?.get('errorCode') ?? '';
  return (
    answer.status >= 200 &&
    answer.status < 300 &&
    typeof word === 'string' &&
    word.trim().toLowerCase() === 'success' &&
    /^\s*0*\s*$/.test(String(code))
  );
}

/** Whether an answer says by itself that it did not happen, or that nobody is signed in. */
export function saysFailure(answer: AnyAnswer): boolean {
  const word = ownMembers(answer)?.get('status');
  return typeof word === 'string' && word.trim().toLowerCase() === 'failure';
}

/** Every text in a value, names of members included: a database takes no NUL and no half of a character. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => [name, ...textsIn(each)]);
}

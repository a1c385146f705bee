import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';
import { type LinkedReport, NO_REPORT_BEFORE, reportDocument, reportHash } from './report-document.ts';
import { findBrokenLink, type StoredReport } from './verify-reports.ts';

const first: LinkedReport = {
  merchantId: 'mer_a',
  runId: 'eod_1',
  deviceId: 'dev_a',
  number: 1,
  content: { version: 1, note: 'Kafe «Ş»\n"1"', left: undefined, list: [0, -5] },
  createdAt: new Date('2026-05-12T20:30:00.120Z'),
  previousHash: NO_REPORT_BEFORE,
};

describe('a report as a document', () => {
  test('is the same bytes for ever', () => {
    expect(reportDocument(first)).toBe(
      `{"content":{"list":[0,-5],"note":"Kafe «Ş»\\n\\"1\\"","version":1},"createdAt":"2026-05-12T20:30:00.120Z","deviceId":"dev_a","merchantId":"mer_a","number":1,"previousHash":"${NO_REPORT_BEFORE}","runId":"eod_1"}`,
    );
  });

  test('does not depend on the order in which anything was stored', () => {
    const whole = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, true, false),
        fc.maxSafeInteger(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(whole, (value) => {
        const written = canonicalJson(value);
        expect(canonicalJson(JSON.parse(written))).toBe(written);
        expect(canonicalJson(turned(value))).toBe(written);
      }),
    );
  });

  test('takes no number that could be written in two ways', () => {
    expect(() => canonicalJson(0.1)).toThrow(RangeError);
    expect(canonicalJson(-0)).toBe('0');
  });
});

describe('the chain of a device', () => {
  const chain = chainOf(5);

  test('holds when nothing was touched', () => {
    expect(findBrokenLink(chain)).toBeNull();
    expect(findBrokenLink([])).toBeNull();
    expect(findBrokenLink(chain.toReversed())).toBeNull();
  });

  test('breaks at the first report that was edited, left out or swapped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (number) => {
        const edited = chain.map((one) =>
          one.number === number ? { ...one, content: { version: 1, note: 'another' } } : one,
        );
        expect(findBrokenLink(edited)).toMatchObject({ number, why: 'changed' });
        // Whoever also writes its hash anew breaks the link of the next one.
        const forged = edited.map((one) => (one.number === number ? { ...one, hash: reportHash(one) } : one));
        expect(findBrokenLink(forged)).toEqual(
          number === 5 ? null : { deviceId: 'dev_a', number: number + 1, why: 'unlinked' },
        );
        const short = chain.filter((one) => one.number !== number);
        expect(findBrokenLink(short)).toEqual(
          number === 5 ? null : { deviceId: 'dev_a', number, why: 'missing' },
        );
      }),
    );
  });
});

function chainOf(length: number): StoredReport[] {
  const reports: StoredReport[] = [];
  for (let number = 1; number <= length; number++) {
    const previousHash = reports.at(-1)?.hash ?? NO_REPORT_BEFORE;
    const report = { ...first, runId: `eod_${number}` as const, number, previousHash };
    reports.push({ ...report, hash: reportHash(report) });
  }
  return reports;
}

/** The same value with the members of its objects the other way round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, turned(member)]),
  );
}

import formatParsed from 'use-intl/format-message';
import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { compile, compiledTexts } from './compile.ts';
import formatMessage from './format-message.ts';

type Options = Parameters<typeof formatMessage>[3];
type Values = NonNullable<Parameters<typeof formatMessage>[2]>;

const intl = {
  formatters: {
    getNumberFormat: (...given: ConstructorParameters<typeof Intl.NumberFormat>) =>
      new Intl.NumberFormat(...given),
    getPluralRules: (...given: ConstructorParameters<typeof Intl.PluralRules>) =>
      new Intl.PluralRules(...given),
    getDateTimeFormat: (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
      new Intl.DateTimeFormat(...given),
  },
  cache: { message: {} },
  timeZone: 'UTC',
};

describe.each(LOCALES)('the compiled texts in %s', (locale) => {
  const texts = leavesOf(messages[locale]);
  const optionsOf = () => ({ ...intl, locale }) as unknown as Options;

  it('say what the texts say that are parsed, whatever fills them', () => {
    expect(texts.length).toBeGreaterThan(1_000);
    for (const text of texts) {
      for (const values of fillingsOf(compile(text))) {
        const parsed = formatParsed('key', text, values, optionsOf());
        expect(formatMessage('key', compile(text), values, optionsOf()), text).toEqual(parsed);
        expect(formatMessage('key', text, values, optionsOf()), text).toEqual(parsed);
      }
    }
  });

  it('are plain data, under the keys of the texts', () => {
    const sent = compiledTexts(messages[locale], ['common', 'transactions']);
    expect(JSON.parse(JSON.stringify(sent))).toEqual(sent);
    expect(Object.keys(sent)).toEqual(['common', 'transactions']);
    for (const table of tablesIn(sent)) expect(Object.getPrototypeOf(table)).toBe(Object.prototype);
  });
});

function leavesOf(node: object): string[] {
  return Object.values(node).flatMap((value) => (typeof value === 'string' ? [value] : leavesOf(value)));
}

function tablesIn(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(tablesIn);
  return Array.isArray(node) ? inside : [node, ...inside];
}

/** Values for every placeholder, several sets of them, so that every branch and both sides of each number are said. */
function fillingsOf(compiled: unknown): Values[] {
  const kinds = new Map<string, string[] | 'number' | 'tag' | 'text'>();
  gather(compiled, kinds);
  return [0, 1, 2, 5, 11, 1234567].map((number, index) =>
    Object.fromEntries(
      [...kinds].map(([name, kind]) => [
        name,
        typeof kind === 'string' ? plain(kind, number) : turn(kind, index),
      ]),
    ),
  ) as Values[];
}

function plain(kind: 'number' | 'tag' | 'text', number: number): unknown {
  if (kind === 'tag') return (chunks: unknown[]) => `«${chunks.join('')}»`;
  return kind === 'number' ? number : `${number} <b>&`;
}

function turn(branches: string[], index: number): string | undefined {
  return branches[index % branches.length];
}

/** What a compiled text asks for, by name; the numbers are those of icu-minify's kinds. */
function gather(node: unknown, kinds: Map<string, string[] | 'number' | 'tag' | 'text'>): void {
  if (!Array.isArray(node)) return;
  const [name, kind, branches] = node;
  if (node.length === 1 && typeof name === 'string') kinds.set(name, 'text');
  else if (typeof name === 'string' && typeof kind === 'number' && kind > 0) {
    kinds.set(name, kind === 1 ? Object.keys(branches) : 'number');
    for (const branch of Object.values(branches ?? {})) gather(branch, kinds);
  } else {
    if (typeof name === 'string' && isTag(node)) kinds.set(name, 'tag');
    for (const one of node) gather(one, kinds);
  }
}

function isTag(node: unknown[]): boolean {
  return /^\w+$/.test(String(node[0])) && node.length > 1;
}

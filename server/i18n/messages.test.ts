import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '#server/kernel/locale.ts';
import { messages } from './messages.ts';

const flat = Object.fromEntries(LOCALES.map((locale) => [locale, flatten(messages[locale])])) as Record<
  (typeof LOCALES)[number],
  Map<string, string>
>;

describe.each(LOCALES)('the texts in %s', (locale) => {
  it('have the same keys as every other language', () => {
    expect([...flat[locale].keys()].sort()).toEqual([...flat.en.keys()].sort());
  });

  it('are never empty, padded or left as a note to the translator', () => {
    for (const [key, text] of flat[locale]) {
      expect(text.trim(), key).not.toBe('');
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toMatch(/TODO|FIXME|XXX/);
    }
  });

  it('use the same placeholders, of the same kinds, as English', () => {
    for (const [key, text] of flat[locale]) {
      expect(placeholders(text), key).toEqual(placeholders(flat.en.get(key) ?? ''));
    }
  });

  it('can all be read by the message formatter', () => {
    const broken: string[] = [];
    const translate = createTranslator({
      locale,
      messages: messages[locale],
      onError: (error) => broken.push(error.message),
    });
    for (const [key, text] of flat[locale]) {
      const values = Object.fromEntries(placeholders(text).map((name) => [name.split(' ')[0], sample(name)]));
      // The keys are data here, which the typed signature rightly does not accept.
      (translate.markup as (key: string, values: object) => string)(key, values);
    }
    expect(broken).toEqual([]);
  });

  it('are written without em dashes, straight apostrophes inside words, or decomposed letters', () => {
    for (const [key, text] of flat[locale]) {
      expect(text, key).not.toMatch(/—/);
      expect(text, key).not.toMatch(/\p{L}'\p{L}/u);
      expect(text.normalize('NFC'), key).toBe(text);
    }
  });
});

/** What else a thing was called in Turkish, and the words that it has instead. */
const ONE_WORD: Record<string, RegExp> = {
  terminal: /cihaz/i,
  'onay kodu': /provizyon kodu/i,
  'oturum aç': /giriş yap/i,
};
/** A telephone or a computer of somebody; and reports keep the words they were issued with. */
const KEPT = /^(?:people\.manage\.endSessionsText|reportFile\.lines\..*)$/;

it.each(Object.entries(ONE_WORD))('in Turkish %s has no other word beside it', (_word, other) => {
  const found = [...flat.tr].filter(([key, text]) => !KEPT.test(key) && other.test(text));
  expect(found).toEqual([]);
});

function flatten(node: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(node).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[`${path}${key}`, value]] : [...flatten(value, `${path}${key}.`)],
    ),
  );
}

/** Names and kinds of the ICU arguments and tags of a message, sorted: `count plural`, `name`, `b tag`. */
function placeholders(text: string): string[] {
  return [...new Set([...tags(text), ...braces(text).flatMap(readArgument)])].sort();
}

function tags(text: string): string[] {
  return [...text.matchAll(/<(\w+)>/g)].map((match) => `${match[1]} tag`);
}

/** The contents of the outermost pairs of braces. */
function braces(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '{' && depth++ === 0) start = index + 1;
    if (character === '}' && --depth === 0) found.push([...text].slice(start, index).join(''));
  }
  return found;
}

function readArgument(inside: string): string[] {
  const [name = '', kind, ...rest] = inside.split(',').map((part) => part.trim());
  if (kind === undefined) return [name];
  const branches = /^(plural|select|selectordinal)$/.test(kind) ? braces(rest.join(',')) : [];
  return [`${name} ${kind}`, ...branches.flatMap(placeholders)];
}

function sample(placeholder: string): unknown {
  if (placeholder.endsWith(' tag')) return (chunks: string) => chunks;
  if (/ (plural|number|selectordinal)$/.test(placeholder)) return 2;
  if (/ (date|time)$/.test(placeholder)) return new Date(0);
  return 'x';
}

import { describe, expect, it } from 'vitest';
import { readJsonText } from './json-text.ts';

describe('a text of JSON', () => {
  it('keeps every digit of a number and every member of an object as written', () => {
    expect(readJsonText(' {"a" : 240.00, "b":[1e3,-0],"c":{"d":null,"e":true},"f":"\\u0130\\n"} ')).toEqual({
      is: 'object',
      members: [
        ['a', { is: 'number', digits: '240.00' }],
        [
          'b',
          {
            is: 'array',
            items: [
              { is: 'number', digits: '1e3' },
              { is: 'number', digits: '-0' },
            ],
          },
        ],
        [
          'c',
          {
            is: 'object',
            members: [
              ['d', { is: 'null' }],
              ['e', { is: 'boolean', value: true }],
            ],
          },
        ],
        ['f', { is: 'string', text: 'İ\n' }],
      ],
    });
    expect([readJsonText('{}'), readJsonText('[]')]).toEqual([
      { is: 'object', members: [] },
      { is: 'array', items: [] },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['two values', '{} {}'],
    ['a cut', '{"a":1'],
    ['a comma too many', '[1,]'],
    ['a leading zero', '[012]'],
    ['a plus', '[+1]'],
    ['a point without digits', '[1.]'],
    ['hexadecimal', '[0x10]'],
    ['no number', '[NaN]'],
    ['quotes of another kind', "['a']"],
    ['a line break in a string', '["a\nb"]'],
    ['an escape nobody knows', '["\\x41"]'],
    ['a member without a name', '{1:2}'],
    ['a member without a value', '{"a"}'],
    ['a byte-order mark', '\ufeff{}'],
    ['a comment', '{} // yes'],
    ['an abyss', `${'['.repeat(30)}${']'.repeat(30)}`],
  ])('is none with %s', (_what, json) => {
    expect(() => readJsonText(json)).toThrow(SyntaxError);
  });

  it('may not give a member twice, however it spells it', () => {
    expect(() => readJsonText('{"price":1,"price":2}')).toThrow('«price» given twice');
    expect(() => readJsonText('{"price":1,"pr\\u0069ce":2}')).toThrow('«price» given twice');
  });
});

import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  flag,
  instant,
  list,
  maybe,
  oneOf,
  readOrNull,
  record,
  type Shape,
  type Shaped,
  text,
  whole,
} from './shape.ts';

const sale = record({
  id: text,
  minor: whole,
  isLate: flag,
  state: oneOf(['approved', 'unknown']),
  endedAt: maybe(instant),
  parts: list(record({ name: text })),
});
const good: Shaped<typeof sale> = {
  id: 'txn_1',
  minor: 1250,
  isLate: false,
  state: 'approved',
  endedAt: '2026-11-30T09:00:00.000Z',
  parts: [{ name: 'Simit' }],
};

describe('a shape', () => {
  it('gives back what has it, as the type it is', () => {
    expect(sale(good)).toEqual(good);
    expect(sale({ ...good, endedAt: null, parts: [] })).toMatchObject({ endedAt: null, parts: [] });
    expectTypeOf<Shaped<typeof sale>['state']>().toEqualTypeOf<'approved' | 'unknown'>();
  });

  it('leaves out the fields nobody asked for', () => {
    expect(sale({ ...good, secret: 'x', parts: [{ name: 'Simit', cost: 1 }] })).toEqual(good);
  });

  it.each<[string, unknown]>([
    ['It is not a record', null],
    ['It is not a record', [good]],
    ['id is not a text', { ...good, id: 7 }],
    ['id is not a text', Object.create({ id: 'inherited' })],
    ['minor is not a whole number', { ...good, minor: 12.5 }],
    ['minor is not a whole number', { ...good, minor: 2 ** 53 }],
    ['minor is not a whole number', { ...good, minor: '1250' }],
    ['isLate is not yes or no', { ...good, isLate: 'false' }],
    ['state is not one of approved, unknown', { ...good, state: 'toString' }],
    ['endedAt is not an instant', { ...good, endedAt: undefined }],
    ['endedAt is not an instant', { ...good, endedAt: '2026-11-30' }],
    ['endedAt is not an instant', { ...good, endedAt: '2026-13-30T09:00:00Z' }],
    ['parts is not a list', { ...good, parts: { length: 0 } }],
    ['parts.1.name is not a text', { ...good, parts: [{ name: 'Simit' }, {}] }],
  ])('says of anything else where it is wrong: %s', (sentence, value) => {
    expect(() => sale(value)).toThrow(new TypeError(sentence));
  });

  it('can be asked without throwing', () => {
    expect(readOrNull(whole, 7)).toBe(7);
    expect(readOrNull(whole, 'x')).toBeNull();
    expect(readOrNull((() => JSON.parse('{')) as Shape<string>, '')).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { toFormObject, toShownValues } from './form-object.ts';

function formOf(...entries: [string, string | Blob][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}

describe('a form as an object', () => {
  test('holds every text as it was sent', () => {
    const form = formOf(['amount', ' 1.234,56 '], ['note', 'çay & simit\n😀']);
    expect(toFormObject(form)).toEqual({
      ok: true,
      value: { amount: ' 1.234,56 ', note: 'çay & simit\n😀' },
    });
  });

  test('refuses a name that comes twice, even with the same value', () => {
    const form = formOf(['amount', '1'], ['amount', '1'], ['device', 'x']);
    expect(toFormObject(form)).toEqual({ ok: false, error: { amount: 'twice' } });
  });

  test('collects a name that ends in [] into a list, also when it comes once', () => {
    expect(toFormObject(formOf(['devices[]', 'a'], ['devices[]', 'b'], ['tags[]', 'c']))).toEqual({
      ok: true,
      value: { devices: ['a', 'b'], tags: ['c'] },
    });
  });

  test('refuses a name that is a text and a list at once', () => {
    expect(toFormObject(formOf(['device', 'a'], ['device[]', 'b']))).toMatchObject({ ok: false });
    expect(toFormObject(formOf(['device[]', 'a'], ['device', 'b']))).toMatchObject({ ok: false });
  });

  test('refuses a file', () => {
    expect(toFormObject(formOf(['note', new Blob(['x'])]))).toEqual({ ok: false, error: { note: 'file' } });
  });

  test('takes the names of prototype members for ordinary names', () => {
    const form = formOf(['__proto__', 'a'], ['constructor', 'b'], ['toString', 'c'], ['__proto__[]', 'd']);
    const result = toFormObject(formOf(['__proto__', 'a'], ['constructor', 'b'], ['toString', 'c']));
    if (!result.ok) throw new Error('unreadable');
    expect(Object.keys(result.value).sort()).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(result.value)).toBeNull();
    expect(toFormObject(form).ok).toBe(false);
    expect(Object.getPrototypeOf(toShownValues(form))).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  test('leaves out what the framework adds', () => {
    expect(toFormObject(formOf(['$ACTION_REF_1', ''], ['$ACTION_1:0', '{}'], ['amount', '5']))).toEqual({
      ok: true,
      value: { amount: '5' },
    });
  });
});

test('what is shown again holds no secret, no file and no list', () => {
  const form = formOf(
    ['amount', '5'],
    ['newPassword', 'x'],
    ['clientSecret', 'x'],
    ['apiToken', 'x'],
    ['slip', new Blob(['x'])],
    ['devices[]', 'x'],
    ['$ACTION_KEY', 'x'],
  );
  expect(toShownValues(form)).toEqual({ amount: '5' });
});

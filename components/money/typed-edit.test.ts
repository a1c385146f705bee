import { describe, expect, it } from 'vitest';
import type { Locale } from '#server/kernel/locale.ts';
import { readTypedAmount } from './typed-amount.ts';
import { settleEdit } from './typed-edit.ts';

/** Presses keys at the end of the field, one by one, as a browser would report them. */
function press(keys: string, locale: Locale, start = ''): string {
  let shown = start;
  for (const key of keys) {
    const isDelete = key === '<';
    const raw = isDelete ? shown.slice(0, -1) : shown + key;
    const { text } = settleEdit(
      {
        text: raw,
        caret: raw.length,
        before: shown,
        wasAmount: readTypedAmount(shown, 'TRY', locale).kind === 'amount',
        inputType: isDelete ? 'deleteContentBackward' : 'insertText',
        data: isDelete ? null : key,
      },
      locale,
    );
    const read = readTypedAmount(text, 'TRY', locale);
    shown = read.kind === 'amount' ? read.shown : text;
  }
  return shown;
}

describe('keys pressed in an amount field', () => {
  it('group the figures as they come', () => {
    expect(press('1234567', 'tr')).toBe('1.234.567');
    expect(press('1234567', 'en')).toBe('1,234,567');
    expect(press('1234567', 'fr')).toBe('1\u202f234\u202f567');
  });

  it('take comma and point alike as the decimal sign', () => {
    for (const sign of ['.', ',']) {
      expect(press(`1234${sign}56`, 'tr')).toBe('1.234,56');
      expect(press(`1234${sign}56`, 'en')).toBe('1,234.56');
      expect(press(`1234${sign}56`, 'fr')).toBe('1\u202f234,56');
    }
  });

  it('delete figure by figure, over the group signs too', () => {
    expect(press('<<<', 'tr', '12.345')).toBe('12');
    expect(press('<<<<', 'tr', '1.234,56')).toBe('123');
  });

  it('delete the figure before a group sign when the sign itself is deleted', () => {
    const settled = settleEdit(
      {
        text: '1234',
        caret: 1,
        before: '1.234',
        wasAmount: true,
        inputType: 'deleteContentBackward',
        data: null,
      },
      'tr',
    );
    expect(settled).toEqual({ text: '234', caret: 0 });
  });

  it('leave what was pasted as it was written', () => {
    const pasted = {
      text: '1,234.56',
      caret: 8,
      before: '',
      wasAmount: false,
      inputType: 'insertFromPaste',
      data: null,
    };
    expect(settleEdit(pasted, 'tr')).toEqual({ text: '1,234.56', caret: 8 });
    expect(settleEdit({ ...pasted, inputType: 'insertText', data: '1,234.56' }, 'tr').text).toBe('1,234.56');
  });
});

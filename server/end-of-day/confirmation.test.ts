import { describe, expect, test } from 'vitest';
import { confirmationOf } from './confirmation.ts';

describe('who confirmed what was unknown at first', () => {
  test('only a question that was answered says that the provider was asked', () => {
    expect(confirmationOf(['question', 'question'])).toBe('asked');
    expect(confirmationOf(['callback', 'answer'])).toBe('told');
    expect(confirmationOf(['person'])).toBe('person');
  });

  test('where our own rule ended it, nobody has confirmed it', () => {
    expect(confirmationOf(['time'])).toBe('nobody');
    expect(confirmationOf([])).toBe('nobody');
  });

  test('nothing is said of all that is true of some', () => {
    expect(confirmationOf(['question', 'time'])).toBe('mixed');
  });
});

import { expect, test } from 'vitest';
import { textProblem } from './plain-text.ts';

test.each(['Filtre kahve', 'ığüşöç İstanbul', '=HYPERLINK("x")', '<script>', '5321 numara', ''])(
  '%j is kept as text',
  (text) => {
    expect(textProblem(text)).toBeNull();
  },
);

test.each(['a\u0000b', 'a\r\nb', 'abc\u202edef', 'a\u200bb'])('%j hides something and is refused', (text) => {
  expect(textProblem(text)).toBe('control');
});

test.each(['4111111111111111', 'kart 4111 1111 1111 1111 idi', '４１１１１１１１１１１１１１１１'])(
  '%j holds a card number and is refused',
  (text) => {
    expect(textProblem(text)).toBe('card_number');
  },
);

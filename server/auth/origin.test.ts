import { describe, expect, test } from 'vitest';
import { isOwnOrigin } from './origin.ts';

describe('the origin of a request that changes something', () => {
  test('is accepted when it is exactly ours', () => {
    expect(isOwnOrigin('https://pay.example', 'https://pay.example')).toBe(true);
    expect(isOwnOrigin('http://127.0.0.1:4300', 'http://127.0.0.1:4300/')).toBe(true);
  });

  test.each([
    null,
    undefined,
    '',
    'null',
    'http://pay.example',
    'https://pay.example:444',
    'https://pay.example.evil.example',
    'https://evil.example/https://pay.example',
    'https://PAY.example',
    'https://pay.example, https://pay.example',
  ])('is refused when it is %j', (origin) => {
    expect(isOwnOrigin(origin, 'https://pay.example')).toBe(false);
  });
});

import { expect, it } from 'vitest';
import { underOwnName } from './own-name.ts';

const LOCAL = 'http://localhost:4300';

it('a page of this machine that is asked for by number is found under its name', () => {
  expect(underOwnName(LOCAL, '127.0.0.1:4300', '/kahve?q=1')).toBe('http://localhost:4300/kahve?q=1');
  expect(underOwnName(LOCAL, '[::1]:4300', '/')).toBe('http://localhost:4300/');
});

it('everything else stays where it is', () => {
  expect(underOwnName(LOCAL, 'localhost:4300', '/')).toBeNull();
  expect(underOwnName(LOCAL, '127.0.0.1:4301', '/')).toBeNull();
  expect(underOwnName(LOCAL, null, '/')).toBeNull();
  expect(underOwnName('http://127.0.0.1:4300', '127.0.0.1:4300', '/')).toBeNull();
  expect(underOwnName('https://vezne.example', '127.0.0.1:3000', '/')).toBeNull();
  expect(underOwnName('', '127.0.0.1:3000', '/')).toBeNull();
});

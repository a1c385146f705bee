import { expect, test } from 'vitest';
import { GO_MS, type PressedKey, readKey } from './read-keys.ts';

const usual = { hasSingleKeys: true, goSince: null, now: 10_000 };
const key = (name: string, more: Partial<PressedKey> = {}): PressedKey => ({
  key: name,
  isModified: false,
  isCommand: false,
  isElsewhere: false,
  isHeld: false,
  ...more,
});

test('the palette opens from anywhere, also where one writes and where single keys are off', () => {
  const pressed = key('K', { isModified: true, isCommand: true, isElsewhere: true });
  expect(readKey(pressed, { ...usual, hasSingleKeys: false })).toEqual({ kind: 'palette' });
});

test('g and a letter go somewhere, as long as the letter comes soon', () => {
  expect(readKey(key('g'), usual)).toEqual({ kind: 'wait' });
  expect(readKey(key('t'), { ...usual, goSince: 9_000 })).toEqual({ kind: 'go', letter: 't' });
  expect(readKey(key('t'), { ...usual, goSince: usual.now - GO_MS - 1 })).toEqual({
    kind: 'press',
    key: 't',
  });
});

test('single keys act only while nobody writes, and never for who switched them off', () => {
  expect(readKey(key('?'), usual)).toEqual({ kind: 'keys' });
  expect(readKey(key('/'), usual)).toEqual({ kind: 'search' });
  expect(readKey(key('n'), usual)).toEqual({ kind: 'press', key: 'n' });
  for (const name of ['g', '?', '/', 'n']) {
    expect(readKey(key(name, { isElsewhere: true }), usual)).toBeNull();
    expect(readKey(key(name, { isModified: true }), usual)).toBeNull();
    expect(readKey(key(name), { ...usual, hasSingleKeys: false })).toBeNull();
  }
});

test('a key that is held down acts once, so that a hand resting on it prints one slip', () => {
  expect(readKey(key('p'), usual)).toEqual({ kind: 'press', key: 'p' });
  expect(readKey(key('p', { isHeld: true }), usual)).toBeNull();
});

test('keys that write nothing are left to the browser', () => {
  for (const name of ['Enter', 'Tab', 'ArrowDown', 'Dead', 'N']) expect(readKey(key(name), usual)).toBeNull();
});

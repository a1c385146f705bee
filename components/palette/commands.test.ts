import { expect, test } from 'vitest';
import { type Command, type Group, matchCommands, moveTo } from './commands.ts';

const make = (group: Group, label: string, also?: string): Command => ({
  id: label,
  group,
  label,
  also,
  run: () => undefined,
});
const commands = [
  make('settings', 'Görünüm: Koyu', 'tema karanlık'),
  make('go', 'İşlemler'),
  make('go', 'Ödeme linkleri'),
  make('act', 'Yeni satış'),
  make('search', 'Ara'),
  make('found', 'Satış 118,00 TRY'),
];
const labels = (typed: string) => matchCommands(commands, typed).map((one) => one.label);

test('what is typed finds the words that begin with it, without dots and strokes', () => {
  expect(labels('islem')).toEqual(['Satış 118,00 TRY', 'İşlemler', 'Ara']);
  expect(labels('IŞLEM')).toEqual(['Satış 118,00 TRY', 'İşlemler', 'Ara']);
  expect(labels('lin öde')).toEqual(['Satış 118,00 TRY', 'Ödeme linkleri', 'Ara']);
});

test('a command is found by its other words too', () => {
  expect(labels('tema')).toEqual(['Satış 118,00 TRY', 'Görünüm: Koyu', 'Ara']);
});

test('what was found in the books stands first, the search for more last, and neither is hidden by its words', () => {
  expect(labels('zzz')).toEqual(['Satış 118,00 TRY', 'Ara']);
});

test('before anything is typed there is what can be done and where one can go', () => {
  expect(labels('  ')).toEqual(['Satış 118,00 TRY', 'Yeni satış', 'İşlemler', 'Ödeme linkleri', 'Ara']);
});

test('the arrows go round, a page stops at the end, letters move nothing', () => {
  expect([moveTo('ArrowDown', 2, 3), moveTo('ArrowUp', 0, 3)]).toEqual([0, 2]);
  expect([moveTo('PageDown', 1, 3), moveTo('PageUp', 1, 30)]).toEqual([2, 0]);
  expect([moveTo('a', 0, 3), moveTo('ArrowDown', 0, 0)]).toEqual([null, null]);
});

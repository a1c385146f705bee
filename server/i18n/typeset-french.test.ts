import { expect, it } from 'vitest';
import { messages } from './messages.ts';
import { typesetFrench } from './typeset-french.ts';

it('no line of French is broken before its signs or inside its guillemets', () => {
  const breakable = JSON.stringify(messages.fr).match(/.{0,20} [:;!?»].{0,10}|.{0,10}« .{0,20}/g);
  expect(breakable).toBeNull();
});

it('sets narrow spaces before ; ! ? and wide ones before : and inside guillemets, at any depth', () => {
  expect(typesetFrench({ a: { b: 'Vraiment ? Non ; « jamais » : oui !' } })).toEqual({
    a: { b: 'Vraiment\u202f? Non\u202f; «\u00a0jamais\u00a0»\u00a0: oui\u202f!' },
  });
});

it('leaves every other text and its placeholders as they are', () => {
  const text = '{count, plural, one {# vente} other {# ventes}} à 12:30, <b>{name}</b>.';
  expect(typesetFrench({ text })).toEqual({ text });
});

it('other languages keep their texts as written', () => {
  expect(JSON.stringify([messages.tr, messages.en])).not.toMatch(/\u202f[;!?]|\u00a0[:»]/);
});

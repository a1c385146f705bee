import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { clockDifference, clockSentence } from './clock-sentence.ts';

test.each([
  [31_000, 'seconds', 31],
  [-119_000, 'seconds', 119],
  [120_000, 'minutes', 2],
  [-600_000, 'minutes', 10],
  [7_200_000, 'hours', 2],
  [2 ** 31 - 1, 'hours', 597],
] as const)('a difference of %i ms is %s: %i', (offsetMs, unit, count) => {
  expect(clockDifference(offsetMs)).toEqual({ unit, count });
});

test.each([
  ['en', '40 seconds ahead of ours', '10 minutes behind ours'],
  ['tr', 'bizimkinden 40 saniye ileri', 'bizimkinden 10 dakika geri'],
  ['fr', 'en avance de 40 secondes sur la nôtre', 'en retard de 10 minutes sur la nôtre'],
] as const)('is said in %s with its direction', (locale, ahead, behind) => {
  const t = createTranslator({ locale, messages: messages[locale], namespace: 'connections.clock' });
  expect([clockSentence(t, 40_000), clockSentence(t, -600_000)]).toEqual([ahead, behind]);
});

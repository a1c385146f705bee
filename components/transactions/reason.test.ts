import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { toReason } from './reason.ts';

describe('the reason of an outcome', () => {
  it('has its texts for each there is, and there is one for each text', () => {
    for (const reason of Object.keys(messages.en.reason)) expect(toReason(reason)).toBe(reason);
  });

  it('is none when nothing is known or the word is not ours', () => {
    for (const text of [null, undefined, '', 'constructor', '__proto__', 'later_version'])
      expect(toReason(text)).toBeNull();
  });
});

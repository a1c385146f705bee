import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { nextStepKey, toReason } from './reason.ts';

describe('the reason of an outcome', () => {
  it('has its texts for each there is, and there is one for each text', () => {
    for (const reason of Object.keys(messages.en.reason)) expect(toReason(reason)).toBe(reason);
  });

  it('is none when nothing is known or the word is not ours', () => {
    for (const text of [null, undefined, '', 'constructor', '__proto__', 'later_version'])
      expect(toReason(text)).toBeNull();
  });

  it('says what to do now, and never that a provider is asked which answers no questions', () => {
    expect(nextStepKey('failed', 'device_busy', false)).toBe('reason.device_busy.next');
    expect(nextStepKey('failed', 'deadline', true)).toBe('reason.deadline.next');
    expect(nextStepKey('failed', 'deadline', false)).toBe('state.unknown.nextUnasked');
    expect(nextStepKey('approved', null, false)).toBeNull();
  });

  it('of what is unknown never suggests to start again, whatever the reason', () => {
    expect(nextStepKey('unknown', 'device_busy', true)).toBeNull();
    expect(nextStepKey('unknown', 'device_busy', false)).toBe('state.unknown.nextUnasked');
  });
});

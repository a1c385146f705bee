import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { actionWords } from './action-words.ts';
import { AUDIT_STEPS, AUDIT_SUBJECTS, partsOf } from './actions.ts';

const actions = AUDIT_SUBJECTS.flatMap((subject) => {
  const steps: readonly string[] = AUDIT_STEPS[subject];
  return steps.length === 0 ? [subject] : steps.map((step) => `${subject}.${step}`);
});

describe.each(LOCALES)('what is recorded, in %s', (locale) => {
  const { subjects, steps } = messages[locale].audit;

  it.each(actions)('%s has its words', (action) => {
    const { subject, step } = partsOf(action);
    expect(subjects).toHaveProperty([subject]);
    if (step !== null) expect(steps).toHaveProperty([step]);
    expect(actionWords(locale, action)).not.toContain('_');
  });

  it('has words for nothing else', () => {
    expect(Object.keys(subjects).sort()).toEqual(AUDIT_SUBJECTS.toSorted());
    const known = new Set(actions.flatMap((action) => partsOf(action).step ?? []));
    expect(Object.keys(steps).sort()).toEqual([...known].sort());
  });
});

it('an action of a version that is not this one stays as it was recorded', () => {
  expect(actionWords('en', 'teapot.boiled')).toBe('teapot: boiled');
  expect(actionWords('en', 'constructor.toString')).toBe('constructor: toString');
});

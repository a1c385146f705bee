import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messages } from '#server/i18n/messages.ts';

const css = readFileSync('components/state/state.css', 'utf8');

test.each(Object.keys(messages.en.state))('the state «%s» has an ink, a tint and an icon', (state) => {
  const rules = css.split('}').filter((rule) => rule.includes(`[data-state="${state}"]`));
  for (const property of ['--state-ink:', '--state-tint:', '--state-icon:']) {
    expect(
      rules.some((rule) => rule.includes(property)),
      property,
    ).toBe(true);
  }
});

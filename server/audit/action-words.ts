import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { partsOf } from './actions.ts';

/** What a recorded action is called in a language: what it is about, and which step of it. A word nobody knows stays as it is. */
export function actionWords(locale: Locale, action: string): string {
  const { subjects, steps, phrase } = messages[locale].audit;
  const { subject, step } = partsOf(action);
  const about = wordOf(subjects, subject);
  return step === null ? about : phrase.replace('{about}', about).replace('{step}', wordOf(steps, step));
}

/**
 * What else was recorded with it, in a language where there are words: a state, a reason, the name of a fact; the rest as it was
 * recorded. `names` gives what ids are called.
 */
export function factWords(
  locale: Locale,
  facts: Record<string, unknown>,
  names: ReadonlyMap<string, string> = new Map(),
): string[] {
  const { state, reason, audit } = messages[locale];
  return Object.entries(facts).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === '') return [];
    const text = String(value);
    if (name === 'state' && Object.hasOwn(state, text)) return [state[text as keyof typeof state].word];
    if (name === 'reason' && Object.hasOwn(reason, text)) return [reason[text as keyof typeof reason].why];
    return [`${wordOf(audit.facts, name)}: ${names.get(text) ?? text}`];
  });
}

function wordOf(words: Record<string, string>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}

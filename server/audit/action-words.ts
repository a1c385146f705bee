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

function wordOf(words: Record<string, string>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}

import type { z } from 'zod';
import type { MessageKey, MessageParams, Sentence } from '#server/i18n/message-key.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Refusal } from './action-state.ts';
import type { FormObject } from './form-object.ts';

/**
 * Turns what a schema found into sentences beside the fields. A schema names its own text by key (`error:
 * messageKey('sale.amountMissing')`, placeholders through `params` of a custom issue); for the rest there are general ones.
 */
export function toRefusal(issues: readonly z.core.$ZodIssue[], values: FormObject): Refusal {
  const fieldErrors: Record<string, Sentence[]> = Object.create(null);
  let formError: Sentence | undefined;
  for (const issue of issues) {
    const field = issue.path.join('.');
    if (field) fieldErrors[field] = [...(fieldErrors[field] ?? []), sentenceOf(issue, values)];
    else formError ??= issue.code === 'unrecognized_keys' ? 'refusal.malformed' : sentenceOf(issue, values);
  }
  return { formError, fieldErrors };
}

function sentenceOf(issue: z.core.$ZodIssue, values: FormObject): Sentence {
  if (isMessageKey(issue.message)) return { key: issue.message, params: paramsOf(issue) };
  const value = values[String(issue.path[0])];
  if (value === undefined || value === '') return 'refusal.field.missing';
  if (issue.code === 'too_big' && issue.origin === 'string') return 'refusal.field.tooLong';
  if (issue.code === 'too_small' && issue.origin === 'string') return 'refusal.field.tooShort';
  return 'refusal.field.invalid';
}

function paramsOf(issue: z.core.$ZodIssue): MessageParams {
  if (issue.code === 'too_big') return { max: Number(issue.maximum) };
  if (issue.code === 'too_small') return { min: Number(issue.minimum) };
  return issue.code === 'custom' ? { ...(issue.params as MessageParams | undefined) } : {};
}

function isMessageKey(text: string): text is MessageKey {
  let node: unknown = messages.en;
  for (const part of text.split('.')) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return false;
    node = (node as Record<string, unknown>)[part];
  }
  return typeof node === 'string';
}

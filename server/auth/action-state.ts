import type { FactorKind } from '#db/schema/authenticators.ts';
import type { Sentence } from '#server/i18n/message-key.ts';
import type { Result } from '#server/kernel/result.ts';

/**
 * What an action answers to its form: the form state of the components, and after `done` what the verb gave back. Texts
 * are sentences in the reader's language.
 */
export type ActionState<V = unknown> = {
  status: 'idle' | 'error' | 'done';
  fieldErrors?: Record<string, string[]>;
  formError?: string;
  values?: Record<string, string>;
  /** Nothing was done: who sent it must first show again that it is them, with a second factor of these kinds, which they have. */
  needsFactor?: readonly FactorKind[];
  value?: V;
};

/** Why a verb did not do it, as texts still to be said in the reader's language. */
export type Refusal = {
  formError?: Sentence;
  fieldErrors?: Record<string, Sentence | Sentence[]>;
  needsFactor?: true;
};

/** What a verb behind an action answers. `V` is sent to the browser: shape it to what the page shows. */
export type ActionResult<V> = Result<V, Refusal>;

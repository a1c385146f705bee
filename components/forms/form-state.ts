import type { FactorKind } from '#server/auth/prove-factor.ts';

/**
 * What a form shows after its action answered. Texts are sentences in the reader's language. `values` are what was
 * written, to be fed back as default values, since a form is emptied after its action; never a password.
 */
export type FormState = {
  status: 'idle' | 'error' | 'done';
  /** Sentences beside the fields they belong to, by field name. */
  fieldErrors?: Record<string, string[]>;
  /** A sentence about the whole form. */
  formError?: string;
  values?: Record<string, string>;
  /** Nothing was done: who sent it must first show again that it is them, with a second factor of these kinds, which they have. */
  needsFactor?: readonly FactorKind[];
};

/** A form nobody has sent yet. */
export const idleForm: FormState = { status: 'idle' };

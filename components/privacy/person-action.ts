import type { FormState } from '#components/forms/form-state.ts';

/** A server action about a person, bound to its merchant. */
export type PersonAction<V> = (
  state: FormState & { value?: V },
  form: FormData,
) => Promise<FormState & { value?: V }>;

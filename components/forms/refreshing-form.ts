import { useRouter } from 'next/navigation';
import { useActionState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { type FormState, idleForm } from './form-state.ts';

/** An action of a form on the page at hand; `S` where its answer holds more than the state of the form. */
export type FormAction<S extends FormState = FormState> = (state: S, form: FormData) => Promise<S>;

/** The state of a form whose action gives something back. */
export type ValueState<V> = FormState & { value?: V };

/**
 * The state of a form whose page is rendered again once its action has answered: what was there may be there no more. Where the
 * action asks for the second factor first, that is asked in place.
 */
export function useRefreshingForm<V = never>(action: FormAction<ValueState<V>>) {
  const router = useRouter();
  const confirmed = useConfirmed(action);
  return useActionState<ValueState<V>, FormData>(async (before, form) => {
    const answer = await confirmed(before, form);
    router.refresh();
    return answer;
  }, idleForm);
}

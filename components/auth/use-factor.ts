'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import type { PersonAction } from '#server/auth/action.ts';
import type { ActionState } from '#server/auth/action-state.ts';
import type { SigningRequest } from '#server/auth/give-factor.ts';
import type { MakingRequest } from '#server/auth/set-up-factor.ts';

/** What takes a second factor, and what asks for the signature of a passkey first. */
export type FactorActions = { give: PersonAction<null>; askPasskey: PersonAction<SigningRequest> };

/** What keeps a new second factor, and what has a passkey made first. */
export type NewFactorActions<V> = { keep: PersonAction<V>; makePasskey: PersonAction<MakingRequest> };

// Every page has the dialog that may ask for a passkey; hardly any does.
const loadPasskeys = () => import('@simplewebauthn/browser');

/**
 * Gives a second factor: a form with `kind` `totp` or `recovery` and its `code` is sent as it is, one with `kind` `passkey` once the
 * browser's passkey has signed.
 */
export function useGiveFactor({ give, askPasskey }: FactorActions): (form: FormData) => Promise<FormState> {
  const spoken = useSpoken();
  return (form) =>
    spoken(async () => {
      if (form.get('kind') !== 'passkey') return give(idleForm, form);
      const asked = await askPasskey(idleForm, new FormData());
      if (asked.status !== 'done' || !asked.value) return asked;
      const { startAuthentication } = await loadPasskeys();
      const signed = await startAuthentication({ optionsJSON: asked.value });
      return give(idleForm, formOf({ kind: 'passkey', signed: JSON.stringify(signed) }));
    });
}

/** The state of forms that give a second factor. `onDone` is called when it convinced. */
export function useGivenFactor(actions: FactorActions, onDone: () => void) {
  const give = useGiveFactor(actions);
  return useActionState<FormState, FormData>(async (_before, form) => {
    const answer = await give(form);
    if (answer.status === 'done') onDone();
    return answer;
  }, idleForm);
}

/** The same for forms that bring a new second factor: `totp` with its first code, or `passkey`. */
export function useNewFactor<V>({ keep, makePasskey }: NewFactorActions<V>) {
  const spoken = useSpoken();
  return useActionState<ActionState<V>, FormData>(
    (_before, form) =>
      spoken(async () => {
        if (form.get('kind') !== 'passkey') return keep(idleForm as ActionState<V>, form);
        const asked = await makePasskey(idleForm, new FormData());
        if (asked.status !== 'done' || !asked.value) return { ...asked, value: undefined };
        const { startRegistration } = await loadPasskeys();
        const made = await startRegistration({ optionsJSON: asked.value });
        return keep(idleForm as ActionState<V>, formOf({ kind: 'passkey', made: JSON.stringify(made) }));
      }),
    idleForm as ActionState<V>,
  );
}

/** Whatever keeps a step from being taken in the browser, as a sentence: no connection, or a passkey that was put aside. */
function useSpoken() {
  const t = useTranslations('factor.problems');
  return async <S extends FormState>(step: () => Promise<S>): Promise<S> => {
    try {
      return await step();
    } catch (error) {
      // What the browser throws about passkeys has a name of its own; the rest is the way to the server.
      const isPasskey =
        error instanceof Error &&
        /^(NotAllowed|Abort|InvalidState|Security|NotSupported|WebAuthn)/.test(error.name);
      return { status: 'error', formError: t(isPasskey ? 'cancelled' : 'unavailable') } as S;
    }
  };
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

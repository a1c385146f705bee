'use client';

import { useTranslations } from 'next-intl';
import { createContext, lazy, type ReactNode, use, useRef, useState } from 'react';
import type { FormState } from '#components/forms/form-state.ts';
import { PersonIsAsked } from '#components/forms/person-is-asked.ts';
import { Arriving } from '#components/ui/arriving.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { FactorKind } from '#server/auth/prove-factor.ts';
import type { FactorActions } from './use-factor.ts';

const loadForms = () => import('./confirm-forms.tsx');
const ConfirmForms = lazy(loadForms);

/** Asks for a factor of one of these kinds, which the person has. */
type AskForFactor = (kinds: readonly FactorKind[]) => Promise<boolean>;

const FactorContext = createContext<AskForFactor>(async () => false);

/** Answers whether the second factor was given again; the dialog that asks for it stands here, above everything. */
export function FactorProvider({ actions, children }: { actions: FactorActions; children: ReactNode }) {
  const t = useTranslations('factor.confirm');
  const [isOpen, setOpen] = useState(false);
  const [kinds, setKinds] = useState<readonly FactorKind[]>([]);
  const answer = useRef<(isGiven: boolean) => void>(() => undefined);

  function ask(offered: readonly FactorKind[]): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    answer.current(false);
    answer.current = resolve;
    setKinds(offered);
    setOpen(true);
    return promise;
  }

  function close() {
    setOpen(false);
    answer.current(false);
  }

  return (
    <FactorContext value={ask}>
      <PersonIsAsked value={isOpen}>{children}</PersonIsAsked>
      <Dialog
        open={isOpen}
        onOpenChange={(next) => !next && close()}
        title={t('title')}
        description={t('lead')}
        className="max-w-sm"
      >
        <Arriving rows={3} label={t('title')}>
          <ConfirmForms kinds={kinds} actions={actions} onDone={() => answer.current(true)} />
        </Arriving>
      </Dialog>
    </FactorContext>
  );
}

/**
 * The same action, which asks for the second factor when its answer is that it must be fresh, and then sends the same form again,
 * with the same key. Whoever closes the dialog gets the first answer: nothing was done.
 */
export function useConfirmed<S extends FormState>(
  action: (before: S, form: FormData) => Promise<S>,
): (before: S, form: FormData) => Promise<S> {
  const ask = use(FactorContext);
  return async (before, form) => {
    // Whatever may ask for it is answered first; meanwhile the forms arrive.
    void loadForms().catch(() => undefined);
    const answer = await action(before, form);
    if (!answer.needsFactor || !(await ask(answer.needsFactor))) return answer;
    return action(before, form);
  };
}

'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { FactorKind } from '#server/auth/prove-factor.ts';
import { CodeForm, PasskeyForm, RecoveryForm } from './factor-forms.tsx';
import { type FactorActions, useGivenFactor } from './use-factor.ts';

type FactorStepsProps = { kinds: readonly FactorKind[]; goTo: string; actions: FactorActions };

/** The second step of signing in: a code, a passkey, or a code from paper. `goTo` must already be a path of our own. */
export function FactorSteps({ kinds, goTo, actions }: FactorStepsProps) {
  const t = useTranslations('factor.ask');
  const [isLost, setLost] = useState(false);
  // A full load, so that nothing rendered for a visitor is kept.
  const [state, send] = useGivenFactor(actions, () => window.location.assign(goTo));
  const [recoveryState, sendRecovery] = useGivenFactor(actions, () => window.location.assign(goTo));
  const hasCode = kinds.includes('totp');
  const hasPasskey = kinds.includes('passkey');
  if (isLost) return <RecoveryForm state={recoveryState} send={sendRecovery} />;
  return (
    <div className="grid gap-4">
      {hasCode && <CodeForm state={state} send={send} />}
      {hasPasskey && <PasskeyForm state={state} send={send} isAlone={!hasCode} />}
      <Button variant="ghost" onClick={() => setLost(true)} className="justify-self-start">
        {t(hasCode && hasPasskey ? 'lost' : 'lostOne')}
      </Button>
    </div>
  );
}

'use client';

import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { type VerifiedRead, verifyAudit } from './verify-audit.ts';

type Verification = { at: 'rest' } | { at: 'work' | 'end'; part: VerifiedRead | null } | { at: 'failure' };

/** Verifies the whole chain part by part, shows how far it has come, and says what it came to and what to do then. */
export function VerifyButton({ merchant }: { merchant: string }) {
  const t = useTranslations('audit.verify');
  const [state, setState] = useState<Verification>({ at: 'rest' });
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);

  const start = async () => {
    const controller = new AbortController();
    ending.current = controller;
    setState({ at: 'work', part: null });
    try {
      await verifyAudit(
        merchant,
        (part) => setState({ at: part.isDone ? 'end' : 'work', part }),
        controller.signal,
      );
    } catch {
      if (!controller.signal.aborted) setState({ at: 'failure' });
    }
  };

  return (
    <div className="grid justify-items-start gap-2">
      <Button onClick={() => void start()} disabled={state.at === 'work'}>
        <ShieldCheck aria-hidden />
        {state.at === 'work' ? t('busy') : t('action')}
      </Button>
      {state.at === 'work' && state.part && (
        <label className="grid gap-1 text-ink-soft text-sm">
          {t('progress', { verified: state.part.verified, total: state.part.total })}
          <progress
            value={state.part.verified}
            max={Math.max(state.part.total, 1)}
            className="w-72 max-w-full"
          />
        </label>
      )}
      <div role="status" className="w-full empty:hidden">
        {state.at === 'end' && state.part && <Result part={state.part} />}
        {state.at === 'failure' && <Alert kind="warning" title={t('failed')} />}
      </div>
    </div>
  );
}

function Result({ part }: { part: VerifiedRead }) {
  const t = useTranslations('audit.verify');
  if (part.broken) {
    return (
      <Alert kind="error" title={t('broken', { sequence: part.broken.sequence })}>
        {t(part.broken.kind)} {t('next')}
      </Alert>
    );
  }
  if (part.unreadable > 0) {
    return (
      <Alert kind="error" title={t('unreadable')}>
        {t('next')}
      </Alert>
    );
  }
  return (
    <Alert kind={part.heads > 0 ? 'done' : 'warning'} title={t('whole', { count: part.verified })}>
      {part.heads > 0 ? t('heads', { count: part.heads }) : t('noHeads')}
    </Alert>
  );
}

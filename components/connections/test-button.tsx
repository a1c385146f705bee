'use client';

import { PlugZap } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect } from 'react';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Alert, type AlertKind } from '#components/ui/alert.tsx';
import type { ConnectionTest } from '#server/terminals/test-connection.ts';

type TestState = FormState & { value?: ConnectionTest };

const kinds: Record<ConnectionTest['outcome'], AlertKind> = {
  ok: 'done',
  refused: 'error',
  clock: 'error',
  unreadable: 'error',
  unreachable: 'warning',
  silent: 'warning',
};

/** Tests the credentials of a connection, and says what came of it and what to do now. */
export function TestButton({
  connectionId,
  timeZone,
  action,
}: {
  connectionId: string;
  timeZone: string;
  /** The server action, bound to its merchant. */
  action: (state: TestState, form: FormData) => Promise<TestState>;
}) {
  const t = useTranslations('connections.test');
  const router = useRouter();
  const [state, send] = useActionState<TestState, FormData>(action, { status: 'idle' });
  const problem = state.formError ?? Object.values(state.fieldErrors ?? {})[0]?.[0];

  // The login, the last use and the clock beside the button are others now.
  useEffect(() => {
    if (state.status === 'done') router.refresh();
  }, [state, router]);

  return (
    <form action={send} className="grid justify-items-start gap-2 border-t pt-4">
      <input type="hidden" name="connectionId" value={connectionId} />
      <SubmitButton variant="secondary" busy={t('busy')}>
        <PlugZap aria-hidden />
        {t('action')}
      </SubmitButton>
      <p className="text-ink-soft text-sm">{t('hint')}</p>
      <div role="status" className="w-full empty:hidden">
        {state.status === 'done' && state.value && <Outcome test={state.value} timeZone={timeZone} />}
        {state.status === 'error' && <Alert kind="error" title={problem} />}
      </div>
    </form>
  );
}

function Outcome({ test, timeZone }: { test: ConnectionTest; timeZone: string }) {
  const t = useTranslations('connections.test');
  return (
    <Alert kind={kinds[test.outcome]} title={t(`${test.outcome}.title`)}>
      {test.outcome === 'ok' ? (
        <UntilWhen until={test.signedInUntil} timeZone={timeZone} />
      ) : (
        t(`${test.outcome}.text`)
      )}
    </Alert>
  );
}

function UntilWhen({ until, timeZone }: { until: Date | null; timeZone: string }) {
  const t = useTranslations('connections.test.ok');
  return until
    ? t.rich('text', { moment: () => <Instant at={until} timeZone={timeZone} detail="full" /> })
    : t('textOpen');
}

'use client';

import { useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { ShownSession } from '#server/auth/account.ts';
import type { PersonAction } from '#server/auth/action.ts';

type SessionListProps = {
  sessions: readonly ShownSession[];
  timeZone: string;
  action: PersonAction<number>;
};

/** Where the person is signed in, each to be ended, and all but this one at once. */
export function SessionList({ sessions, timeZone, action }: SessionListProps) {
  const t = useTranslations('account.sessions');
  const [state, send] = useRefreshingForm<number>(action);
  return (
    <div className="grid gap-4">
      <ErrorSummary state={state} labels={{}} />
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {state.status === 'done' && t('ended', { count: state.value ?? 0 })}
      </p>
      <ul className="grid gap-3">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} timeZone={timeZone} send={send} />
        ))}
      </ul>
      {sessions.length > 1 && (
        <form action={send}>
          <input type="hidden" name="session" value="others" />
          <SubmitButton variant="secondary">{t('endOthers')}</SubmitButton>
        </form>
      )}
    </div>
  );
}

type SessionRowProps = { session: ShownSession; timeZone: string; send: (form: FormData) => void };

function SessionRow({ session, timeZone, send }: SessionRowProps) {
  const t = useTranslations('account.sessions');
  const browser = session.browser ?? t('unknown');
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <p className="break-words text-sm">{browser}</p>
        <p className="text-ink-soft text-xs">
          {t('since')} <Instant at={session.createdAt} timeZone={timeZone} /> · {t('seen')}{' '}
          <Instant at={session.lastSeenAt} timeZone={timeZone} />
        </p>
      </div>
      {session.isThis ? (
        <p className="text-ink-soft text-sm">{t('this')}</p>
      ) : (
        <form action={send}>
          <input type="hidden" name="session" value={session.id} />
          <SubmitButton variant="secondary">
            <span aria-hidden>{t('end')}</span>
            <span className="sr-only">{t('endOf', { browser })}</span>
          </SubmitButton>
        </form>
      )}
    </li>
  );
}

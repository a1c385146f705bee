'use client';

import { Eye, EyeOff } from 'lucide-react';
import { signIn } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field, type FieldControl } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { Button } from '#components/ui/button.tsx';
import { useHydrated } from '#components/ui/hydrated.ts';
import { Input } from '#components/ui/input.tsx';
import { withReturn } from './with-return.ts';

/**
 * E-mail and password. A wrong pair, a lock and an unreachable server each get their own sentence in place; which of the
 * two was wrong is never said. `goTo` must already be a path of our own.
 */
export function SignInForm({ goTo }: { goTo: string }) {
  const t = useTranslations('signIn');
  const [state, setState] = useState<FormState>(idleForm);
  const [isBusy, setBusy] = useState(false);
  const isReady = useHydrated();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email') ?? '').trim();
    const password = String(form.get('password') ?? '');
    const fieldErrors = {
      ...(email === '' && { email: [t('errors.email')] }),
      ...(password === '' && { password: [t('errors.password')] }),
    };
    if (Object.keys(fieldErrors).length > 0) return setState({ status: 'error', fieldErrors });

    setBusy(true);
    const problem = await trySignIn(email, password);
    if (problem === null) {
      // A full load, so that nothing rendered for a visitor is kept.
      window.location.assign(withReturn('/signin/factor', goTo));
      return;
    }
    setBusy(false);
    const { kind, minutes } = problem;
    setState({ status: 'error', formError: t(`errors.${kind}`, { minutes }) });
  }

  return (
    // Posting is what happens if somebody presses before the script is there: the password must not go into the address.
    <form method="post" onSubmit={submit} noValidate className="grid gap-4">
      <ErrorSummary state={state} labels={{ email: t('email'), password: t('password') }} />
      <Field name="email" label={t('email')} need="required" errors={state.fieldErrors?.email}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            type="email"
            autoComplete="username"
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={320}
            className="h-10"
          />
        )}
      </Field>
      <Field name="password" label={t('password')} need="required" errors={state.fieldErrors?.password}>
        {(control) => <PasswordInput {...control} />}
      </Field>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        disabled={!isReady}
        busy={isBusy ? t('busy') : undefined}
      >
        {t('submit')}
      </Button>
    </form>
  );
}

/** A password that can be looked at before it is sent. */
function PasswordInput(control: FieldControl) {
  const t = useTranslations('signIn');
  const [isShown, setShown] = useState(false);
  return (
    <span className="relative block">
      <Input
        {...control}
        type={isShown ? 'text' : 'password'}
        autoComplete="current-password"
        maxLength={1024}
        className="h-10 pr-10"
      />
      <button
        type="button"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute inset-y-0 right-0 grid w-10 place-items-center rounded-md text-ink-faint -outline-offset-2 hover:text-ink [&_svg]:size-4"
      >
        {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        <span className="sr-only">{isShown ? t('hide') : t('show')}</span>
      </button>
    </span>
  );
}

/** Which sentence says why nobody was let in, and how many minutes are to be waited where it says so. */
type Problem = { kind: 'wrong' | 'locked' | 'slowed' | 'unavailable'; minutes: number };

/** Null when signed in. The server says `locked` or `slowed` when it refuses to check any further. */
async function trySignIn(email: string, password: string): Promise<Problem | null> {
  const problem = (kind: Problem['kind'], minutes = 0): Problem => ({ kind, minutes });
  try {
    const answer = await signIn('credentials', { redirect: false, email, password });
    if (answer?.ok && !answer.error) return null;
    if (answer?.error === 'CredentialsSignin') return problem('wrong');
    const minutes = /^slowed (\d+)$/.exec(answer?.error ?? '')?.[1];
    if (minutes) return problem('slowed', Number(minutes));
    return problem(answer?.error === 'locked' ? 'locked' : 'unavailable');
  } catch {
    return problem('unavailable');
  }
}

'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { ButtonVariant } from '#components/ui/button.tsx';
import { Select } from '#components/ui/select.tsx';
import type { ManageActions, ManageProps } from './manage-sheet.tsx';
import { ReachFields } from './reach-fields.tsx';

/** What an administrator can do with one person. */
export default function ManageForms({ person, roles, branches, isAlone, actions }: ManageProps) {
  const t = useTranslations('people.manage');
  const { userId } = person;
  return (
    <div className="grid gap-6">
      <RoleForm
        person={person}
        roles={roles}
        branches={branches}
        isAlone={isAlone}
        action={actions.changeRole}
      />
      <section className="grid gap-4 border-t pt-4" aria-label={t('access')}>
        <h3 className="text-base">{t('access')}</h3>
        {person.state === 'active' ? (
          <>
            <Act userId={userId} text={t('sendResetText')} done={t('resetSent')} action={actions.sendReset}>
              {t('sendReset')}
            </Act>
            <Act
              userId={userId}
              text={t('resetFactorText')}
              done={t('factorReset')}
              action={actions.resetFactor}
            >
              {t('resetFactor')}
            </Act>
            <EndSessions userId={userId} action={actions.endSessions} />
            <Act userId={userId} text={t('disableText')} variant="danger" action={actions.disable}>
              {t('disable')}
            </Act>
          </>
        ) : (
          <Act userId={userId} text={t('enableText')} action={actions.enable}>
            {t('enable')}
          </Act>
        )}
      </section>
    </div>
  );
}

function RoleForm({
  person,
  roles,
  branches,
  isAlone,
  action,
}: Omit<ManageProps, 'actions'> & { action: ManageActions['changeRole'] }) {
  const t = useTranslations('people.manage');
  const columns = useTranslations('people.columns');
  const roleNames = useTranslations('frame.roles');
  const [state, send] = useRefreshingForm(action);
  return (
    <form action={send} className="grid gap-4">
      <h3 className="text-base">{t('role')}</h3>
      <ErrorSummary state={state} labels={{ role: columns('role'), branches: columns('branches') }} />
      <input type="hidden" name="userId" value={person.userId} />
      <Field name="role" label={columns('role')} errors={state.fieldErrors?.role}>
        {(control) => (
          // React resets the form after its action, to what was first shown: an answer shows what was chosen anew.
          <Select
            key={state.values?.role ?? person.role}
            {...control}
            defaultValue={state.values?.role ?? person.role}
            data-autofocus
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleNames(role)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <ReachFields branches={branches} chosen={person.branchIds} errors={state.fieldErrors?.branches} />
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton variant="secondary" busy={t('saving')}>
          {t('save')}
        </SubmitButton>
        <p role="status" className="text-ink-soft text-sm">
          {state.status === 'done' &&
            (state.value?.waits ? t('waits', { way: isAlone ? 'alone' : 'other' }) : t('saved'))}
        </p>
      </div>
    </form>
  );
}

function EndSessions({ userId, action }: { userId: string; action: ManageActions['endSessions'] }) {
  const t = useTranslations('people.manage');
  const [state, send] = useRefreshingForm(action);
  return (
    <ActForm
      userId={userId}
      text={t('endSessionsText')}
      problem={state.formError}
      done={state.value && t('ended', { count: state.value.ended })}
      send={send}
    >
      <SubmitButton variant="secondary">{t('endSessions')}</SubmitButton>
    </ActForm>
  );
}

function Act({
  action,
  variant = 'secondary',
  children,
  done,
  ...rest
}: {
  userId: string;
  text: string;
  /** What is said once it is done, where the page does not show it. */
  done?: string;
  variant?: ButtonVariant;
  action: FormAction;
  children: ReactNode;
}) {
  const [state, send] = useRefreshingForm(action);
  return (
    <ActForm
      {...rest}
      problem={state.formError}
      done={state.status === 'done' ? done : undefined}
      send={send}
    >
      <SubmitButton variant={variant}>{children}</SubmitButton>
    </ActForm>
  );
}

function ActForm({
  userId,
  text,
  problem,
  done,
  send,
  children,
}: {
  userId: string;
  text: string;
  problem: string | undefined;
  done: string | undefined;
  send: (form: FormData) => void;
  children: ReactNode;
}) {
  return (
    <form action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="userId" value={userId} />
      {children}
      <p className="text-ink-soft text-xs">{text}</p>
      <div role="status" className="text-sm empty:hidden">
        {problem ? <span className="text-stopped">{problem}</span> : done}
      </div>
    </form>
  );
}

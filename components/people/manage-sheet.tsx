'use client';

import { useTranslations } from 'next-intl';
import type { FormAction, ValueState } from '#components/forms/refreshing-form.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { onUse } from '#components/ui/on-use.ts';
import type { BranchChoice, PersonView } from '#server/people/list-people.ts';
import type { RoleName } from './role-name.ts';

const { Part: ManageForms, near } = onUse(() => import('./manage-forms.tsx'));

/** What an administrator can do with somebody who works here. */
export type ManageActions = {
  changeRole: FormAction<ValueState<{ waits: boolean }>>;
  disable: FormAction;
  enable: FormAction;
  endSessions: FormAction<ValueState<{ ended: number }>>;
  sendReset: FormAction;
  resetFactor: FormAction;
};

/** Somebody who works here, and what may become of them. */
export type ManageProps = {
  person: Extract<PersonView, { state: 'active' | 'disabled' }>;
  roles: readonly RoleName[];
  branches: BranchChoice[];
  /** What needs a second administrator happens by itself after a while: there is none. */
  isAlone: boolean;
  actions: ManageActions;
};

/** Role, branches and access of one person. */
export function ManageSheet(props: ManageProps) {
  const t = useTranslations('people.manage');
  const { person } = props;
  return (
    <Sheet
      title={t('title', { name: person.name })}
      description={person.email}
      trigger={
        <Button {...near}>
          <span aria-hidden>{t('action')}</span>
          <span className="sr-only">{t('of', { name: person.name })}</span>
        </Button>
      }
    >
      {person.isMe ? (
        <Alert kind="info">{t('self')}</Alert>
      ) : (
        <Arriving rows={4} label={t('title', { name: person.name })}>
          <ManageForms {...props} />
        </Arriving>
      )}
    </Sheet>
  );
}

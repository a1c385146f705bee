import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { InvitationButtons } from '#components/people/invitation-buttons.tsx';
import { InviteSheet } from '#components/people/invite-sheet.tsx';
import { type ManageActions, ManageSheet } from '#components/people/manage-sheet.tsx';
import { PeopleTable } from '#components/people/people-table.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { may } from '#server/auth/permissions.ts';
import { GIVEN_ROLES, listBranchChoices, listPeople, type PersonView } from '#server/people/list-people.ts';
import { readSecondAdmin } from '#server/people/second-admin.ts';
import {
  changeRoleAction,
  disableUserAction,
  enableUserAction,
  endSessionsAction,
  inviteAction,
  inviteAgainAction,
  resetFactorAction,
  revokeInvitationAction,
  sendResetAction,
} from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('people');
  return { title: t('title') };
}

/** Who works for the merchant, as what and where, and who was asked to. */
export default async function UsersPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'users:see');
  const isAdmin = may(ctx.actor, 'users:manage');
  const [t, people, branches, second] = await Promise.all([
    getTranslations('people'),
    listPeople(ctx),
    listBranchChoices(ctx),
    isAdmin ? readSecondAdmin(ctx) : null,
  ]);
  const isAlone = second === 'by_itself';
  const { timeZone } = ctx.merchant.calendar;
  const actions: ManageActions = {
    changeRole: changeRoleAction.bind(null, merchant),
    disable: disableUserAction.bind(null, merchant),
    enable: enableUserAction.bind(null, merchant),
    endSessions: endSessionsAction.bind(null, merchant),
    sendReset: sendResetAction.bind(null, merchant),
    resetFactor: resetFactorAction.bind(null, merchant),
  };
  const actionsOf = (person: PersonView) => {
    if ('invitationId' in person) {
      if (!isAdmin && person.role !== 'support') return null;
      return (
        <InvitationButtons
          invitationId={person.invitationId}
          name={person.name}
          state={person.state}
          isAlone={isAlone}
          again={inviteAgainAction.bind(null, merchant)}
          revoke={revokeInvitationAction.bind(null, merchant)}
        />
      );
    }
    return isAdmin && <ManageSheet {...{ person, branches, isAlone, actions }} roles={GIVEN_ROLES} />;
  };
  const atWork = people.filter(({ state }) => state === 'active').length;
  return (
    <ClientMessages also={['people']}>
      <PageHeader
        title={t('title')}
        sentence={t('sentence', { count: atWork, zone: timeZone })}
        actions={
          may(ctx.actor, 'users:invite-support') && (
            <InviteSheet
              roles={isAdmin ? GIVEN_ROLES : ['support']}
              branches={branches}
              needsSecond={second !== null && second !== 'first'}
              isAlone={isAlone}
              action={inviteAction.bind(null, merchant)}
            />
          )
        }
      />
      {!ctx.mail && (
        <div className="mb-4">
          <Alert kind="warning">{t('noMail')}</Alert>
        </div>
      )}
      {second && second !== 'another' && (
        <div className="mb-4">
          <Alert
            kind={second === 'nobody' ? 'warning' : 'info'}
            action={
              second === 'nobody' && (
                <Link
                  href={`/${merchant}/settings/limits`}
                  prefetch={false}
                  className={buttonLook('secondary')}
                >
                  {t('second.toLimits')}
                </Link>
              )
            }
          >
            {t(`second.${second}`)}
          </Alert>
        </div>
      )}
      <PeopleTable people={people} branches={branches} timeZone={timeZone} actionsOf={actionsOf} />
    </ClientMessages>
  );
}

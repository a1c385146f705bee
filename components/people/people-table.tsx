import { Ban, CircleCheck, Hourglass, MailWarning, MailX, UserRoundCheck, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Instant } from '#components/time/instant.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { BranchChoice, PersonView } from '#server/people/list-people.ts';

type PeopleTableProps = {
  people: PersonView[];
  branches: BranchChoice[];
  timeZone: string;
  /** What the reader can do with somebody; nothing where they may not. */
  actionsOf: (person: PersonView) => ReactNode;
};

const looks: Record<PersonView['state'], { tone: Tone; icon: ReactNode }> = {
  active: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  disabled: { tone: 'neutral', icon: <Ban aria-hidden /> },
  invited: { tone: 'awaiting', icon: <Hourglass aria-hidden /> },
  expired: { tone: 'unknown', icon: <MailWarning aria-hidden /> },
  waiting: { tone: 'awaiting', icon: <UserRoundCheck aria-hidden /> },
  unsent: { tone: 'neutral', icon: <MailX aria-hidden /> },
};

/** Everybody who works for the merchant or was asked to. */
export function PeopleTable({ people, branches, timeZone, actionsOf }: PeopleTableProps) {
  const t = useTranslations('people');
  const roles = useTranslations('frame.roles');
  const nameOf = new Map(branches.map(({ id, name }) => [id, name]));
  const columns: Column<PersonView>[] = [
    {
      key: 'name',
      head: t('columns.name'),
      phone: 'title',
      cell: (person) => (
        <>
          {person.name}
          {'isMe' in person && person.isMe && <span className="text-ink-soft"> ({t('me')})</span>}
        </>
      ),
    },
    { key: 'email', head: t('columns.email'), quiet: true, phone: 'wide', cell: ({ email }) => email },
    { key: 'role', head: t('columns.role'), cell: ({ role }) => roles(role) },
    {
      key: 'branches',
      head: t('columns.branches'),
      quiet: true,
      cell: ({ branchIds }) => branchIds?.map((id) => nameOf.get(id) ?? '–').join(', ') ?? t('allBranches'),
    },
    {
      key: 'state',
      head: t('columns.state'),
      phone: 'state',
      cell: ({ state }) => (
        <Pill tone={looks[state].tone} icon={looks[state].icon}>
          {t(`states.${state}`)}
        </Pill>
      ),
    },
    {
      key: 'lastSignIn',
      head: t('columns.lastSignIn'),
      quiet: true,
      cell: (person) => <Last person={person} timeZone={timeZone} />,
    },
    {
      key: 'actions',
      head: <span className="sr-only">{t('columns.actions')}</span>,
      align: 'end',
      phone: 'wide',
      cell: actionsOf,
    },
  ];
  return (
    <DataTable
      caption={t('caption')}
      columns={columns}
      rows={people}
      rowKey={(person) => ('userId' in person ? person.userId : person.invitationId)}
      empty={<EmptyState icon={<Users />} title={t('title')} />}
    />
  );
}

function Last({ person, timeZone }: { person: PersonView; timeZone: string }) {
  const t = useTranslations('people');
  if ('expiresAt' in person)
    return t.rich('until', { moment: () => <Instant at={person.expiresAt} timeZone={timeZone} /> });
  if ('invitationId' in person) return null;
  return (
    <>
      <PhoneHead>{t('columns.lastSignIn')}</PhoneHead>
      {person.lastSignIn ? <Instant at={person.lastSignIn} timeZone={timeZone} /> : t('never')}
    </>
  );
}

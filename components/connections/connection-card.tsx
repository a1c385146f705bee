import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Fragment, type ReactNode } from 'react';
import { Ago } from '#components/time/ago.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { ConnectionView } from '#server/terminals/list-connections.ts';
import { AccountRows } from './account-rows.tsx';
import { clockSentence } from './clock-sentence.ts';
import { TroubleAlert } from './trouble-alert.tsx';

type ConnectionCardProps = {
  /** The merchant's address. */
  merchant: string;
  connection: ConnectionView;
  at: Date;
  timeZone: string;
  /** The button that tests the credentials, for those who may. */
  test: ReactNode;
  /** What changes the account, for those who may. */
  edit?: ReactNode;
};

/** One account with a provider: where it leads, what it drives, how its login and its clock are. */
export function ConnectionCard({ merchant, connection, at, timeZone, test, edit }: ConnectionCardProps) {
  const t = useTranslations('connections');
  const { troubles, signedInUntil, lastUsedAt, lastRefusedAt, account } = connection;
  const signsIn = account?.signsIn ?? true;
  const moment = (then: Date) => <Instant at={then} timeZone={timeZone} />;
  return (
    <Card data-connection={connection.id}>
      <CardHead title={connection.label} actions={edit} />
      <CardBody className="grid gap-4">
        {troubles.map((trouble) => (
          <TroubleAlert key={trouble.kind} connection={connection.label} trouble={trouble} />
        ))}
        <Facts>
          <Fact term={t('facts.provider')}>{t(`providers.${connection.provider}`)}</Fact>
          <Fact term={t('facts.environment')}>{t(`facts.${connection.environment}`)}</Fact>
          <Fact term={t('facts.host')} mono>
            {connection.host}
          </Fact>
          <AccountRows account={account} />
          <Fact
            term={t(
              account?.signsIn === false && account.sells === 'online' ? 'facts.tills' : 'facts.devices',
            )}
          >
            <Devices merchant={merchant} devices={connection.devices} />
          </Fact>
          <Fact term={t('facts.login')}>
            <span>
              {signedInUntil
                ? t.rich('facts.signedInUntil', { moment: () => moment(signedInUntil) })
                : t(signsIn ? 'facts.signedOut' : 'facts.noLogin')}
            </span>
          </Fact>
          <Fact term={t('facts.lastUsed')}>
            {lastUsedAt ? <Ago at={lastUsedAt} serverNow={at} timeZone={timeZone} /> : t('facts.neverUsed')}
          </Fact>
          <Fact term={t('facts.lastRefused')}>
            {lastRefusedAt ? moment(lastRefusedAt) : t('facts.notRefused')}
          </Fact>
          {signsIn && (
            <Fact term={t('facts.clock')}>
              <Clock offsetMs={connection.clockOffsetMs} />
            </Fact>
          )}
          <Fact term={t('facts.callbacks')}>
            {connection.callbacks && <Callbacks tally={connection.callbacks} />}
          </Fact>
        </Facts>
        {test}
      </CardBody>
    </Card>
  );
}

function Devices({ merchant, devices }: { merchant: string; devices: ConnectionView['devices'] }) {
  const t = useTranslations('connections.facts');
  if (devices.length === 0) return t('noDevices');
  return (
    <span>
      {devices.map((device, index) => (
        <Fragment key={device.id}>
          {index > 0 && ', '}
          <Link
            href={`/${merchant}/devices/${device.id}`}
            prefetch={false}
            className="underline decoration-line-firm underline-offset-2 hover:decoration-ink"
          >
            {device.label}
          </Link>
        </Fragment>
      ))}
    </span>
  );
}

/** How many results were called back, and those somebody has to look at. */
function Callbacks({ tally }: { tally: NonNullable<ConnectionView['callbacks']> }) {
  const t = useTranslations('connections.callbacks');
  const odd = (['mismatched', 'unreadable', 'held'] as const).filter((fate) => tally[fate] > 0);
  return [
    t('received', { count: tally.received }),
    ...odd.map((fate) => t(fate, { count: tally[fate] })),
  ].join(' · ');
}

/** Below a second nobody's clock is to blame. */
function Clock({ offsetMs }: { offsetMs: number | null }) {
  const t = useTranslations('connections.clock');
  if (offsetMs === null) return t('unknown');
  return Math.abs(offsetMs) < 1000 ? t('agrees') : clockSentence(t, offsetMs);
}

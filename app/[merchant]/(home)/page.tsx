import { SmartphoneNfc } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { ApprovalNotice } from '#components/approvals/approval-notice.tsx';
import { NetFigures } from '#components/batches/net-figures.tsx';
import { TroubleList } from '#components/connections/trouble-list.tsx';
import { Section } from '#components/devices/section.tsx';
import { Checklist } from '#components/home/checklist.tsx';
import { OpenNotice } from '#components/home/open-notice.tsx';
import { SearchBox } from '#components/home/search-box.tsx';
import { TodayTable } from '#components/home/today-table.tsx';
import { Troubles } from '#components/home/troubles.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { ToCheckNotice } from '#components/resolutions/to-check-notice.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { TransactionTable } from '#components/transactions/transaction-table.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { countApprovals } from '#server/approvals/list-approvals.ts';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listTroubles } from '#server/end-of-day/list-runs.ts';
import { listToSign } from '#server/end-of-day/list-to-sign.ts';
import { businessDate } from '#server/kernel/time.ts';
import { listProposals } from '#server/resolutions/list-proposals.ts';
import { getSetUp } from '#server/terminals/get-set-up.ts';
import { listConnectionTroubles } from '#server/terminals/list-connections.ts';
import { listDevices } from '#server/terminals/list-devices.ts';
import { listLatest } from '#server/transactions/list-latest.ts';
import { DuePart } from '../due-part.tsx';

type HomeProps = { params: Promise<{ merchant: string }> };

export async function generateMetadata({ params }: HomeProps): Promise<Metadata> {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'transactions:see');
  return { title: ctx.merchant.name };
}

/**
 * The start of the day, shaped by role: what is open for everybody; numbers and terminals for those who run the shop; what
 * did not match for those who keep the books; the search for support; the checklist for the administrator.
 */
export default async function HomePage({ params }: HomeProps) {
  const [{ merchant }, locale] = await Promise.all([params, getLocale()]);
  const ctx = await pageContext(merchant, 'transactions:see');
  const [t, { latest, open }] = await Promise.all([getTranslations('home'), listLatest(ctx)]);
  const { calendar } = ctx.merchant;
  const { role } = ctx.actor;
  return (
    <>
      <PageHeader
        title={t('title')}
        sentence={t('sentence', {
          day: formatDay(businessDate(ctx.clock.now(), calendar), locale),
          cutOff: calendar.cutOff,
          zone: calendar.timeZone,
        })}
      />
      <div className="grid gap-6">
        {allows(role, 'approvals:decide') && <ApprovalsPart merchant={merchant} />}
        {allows(role, 'resolution:check') && <ToCheckPart merchant={merchant} />}
        <OpenNotice merchant={merchant} open={open} />
        {allows(role, 'reports:see') && <DuePart merchant={merchant} />}
        {allows(role, 'devices:see') && <ConnectionsPart merchant={merchant} />}
        {role === 'support' && <SearchBox merchant={merchant} />}
        {role === 'admin' && <SetUpPart merchant={merchant} />}
        {role === 'accountant' && <TroublesPart merchant={merchant} />}
        {allows(role, 'devices:see') && <DevicesPart merchant={merchant} />}
        <Section
          title={t('latest.title')}
          action={
            <Link href={`/${merchant}/transactions`} prefetch={false} className={buttonLook('ghost')}>
              {t('latest.all')}
            </Link>
          }
        >
          <TransactionTable
            merchant={merchant}
            timeZone={calendar.timeZone}
            rows={latest}
            empty={<p className="px-4 py-8 text-center text-ink-soft text-sm">{t('latest.empty')}</p>}
          />
        </Section>
      </div>
      <RefreshOnChange merchant={merchant} topic="transaction" isMoving={open.running + open.unknown > 0} />
    </>
  );
}

/** Decisions of others that wait for this person's look. */
async function ToCheckPart({ merchant }: { merchant: string }) {
  const proposals = await listProposals(await pageContext(merchant, 'resolution:make'));
  return <ToCheckNotice merchant={merchant} count={proposals.filter((one) => !one.isMine).length} />;
}

/** Requests of others that wait for this person's answer. */
async function ApprovalsPart({ merchant }: { merchant: string }) {
  const ctx = await pageContext(merchant, 'approvals:see');
  return <ApprovalNotice merchant={merchant} count={await countApprovals(ctx)} />;
}

async function SetUpPart({ merchant }: { merchant: string }) {
  return <Checklist merchant={merchant} setUp={await getSetUp(await pageContext(merchant, 'devices:see'))} />;
}

/** Connections that something is wrong with: whoever sells there must hear of it before the next sale fails. */
async function ConnectionsPart({ merchant }: { merchant: string }) {
  const ctx = await pageContext(merchant, 'devices:see');
  const troubles = await listConnectionTroubles(ctx);
  const isLinked = allows(ctx.actor.role, 'connections:see');
  return <TroubleList merchant={merchant} troubles={troubles} isLinked={isLinked} />;
}

async function TroublesPart({ merchant }: { merchant: string }) {
  const ctx = await pageContext(merchant, 'reports:see');
  const [troubles, toSign] = await Promise.all([listTroubles(ctx), listToSign(ctx)]);
  return <Troubles merchant={merchant} troubles={troubles} toSign={toSign} />;
}

/** The numbers of today and the terminals; those who keep no books (the administrator) see the terminals only. */
async function DevicesPart({ merchant }: { merchant: string }) {
  const ctx = await pageContext(merchant, 'devices:see');
  const [t, today] = await Promise.all([getTranslations('home'), listDevices(ctx)]);
  if (today.devices.length === 0) return <NoDevices ctx={ctx} />;
  return (
    <>
      {allows(ctx.actor.role, 'reports:see') && (
        <Section title={t('numbers')}>
          {today.today.length > 0 ? (
            <NetFigures nets={today.today} />
          ) : (
            <p className="text-ink-soft">{t('nothingYet')}</p>
          )}
        </Section>
      )}
      <Section
        title={t('devices.title')}
        action={
          <Link href={`/${merchant}/devices`} prefetch={false} className={buttonLook('ghost')}>
            {t('devices.all')}
          </Link>
        }
      >
        <TodayTable
          merchant={merchant}
          today={today}
          timeZone={ctx.merchant.calendar.timeZone}
          currency={ctx.merchant.currency}
        />
      </Section>
      <RefreshOnChange merchant={merchant} topic="device" />
    </>
  );
}

async function NoDevices({ ctx }: { ctx: Context<'devices:see'> }) {
  const t = await getTranslations('home.noDevices');
  return (
    <div className="rounded-lg border bg-surface">
      <EmptyState icon={<SmartphoneNfc />} title={t('title')}>
        {ctx.actor.role === 'admin' ? t('admin') : t('text')}
      </EmptyState>
    </div>
  );
}

import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { BatchTable } from '#components/batches/batch-table.tsx';
import { NetFigures } from '#components/batches/net-figures.tsx';
import { TroubleAlert } from '#components/connections/trouble-alert.tsx';
import { DeviceFacts } from '#components/devices/device-facts.tsx';
import { HealthSentence } from '#components/devices/health.tsx';
import { Section } from '#components/devices/section.tsx';
import { SoFar } from '#components/devices/so-far.tsx';
import { CloseButton } from '#components/end-of-day/close-button.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { NewSale } from '#components/sales/new-sale.tsx';
import { TransactionTable } from '#components/transactions/transaction-table.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { Context } from '#server/auth/context.ts';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { type DeviceDetail, getDevice } from '#server/terminals/get-device.ts';
import { listSellableDevices } from '#server/terminals/list-sellable-devices.ts';
import { listLatest } from '#server/transactions/list-latest.ts';
import { closeBatchAction } from '../../end-of-day/actions.ts';
import { startSplitSaleAction } from '../../split-sales/actions.ts';
import { abortSaleAction } from '../../transactions/[id]/actions.ts';
import { startSaleAction } from '../../transactions/actions.ts';
import { PlanPart } from './plan-part.tsx';

type DevicePageProps = { params: Promise<{ merchant: string; deviceId: string }> };

/** Title and page of one render show the same device: it is read once. */
const load = cache(async (merchant: string, deviceId: string) => {
  const ctx = await pageContext(merchant, 'devices:see');
  return { ctx, detail: await orNotFound(getDevice(ctx, deviceId)) };
});

export async function generateMetadata({ params }: DevicePageProps): Promise<Metadata> {
  const { merchant, deviceId } = await params;
  const { detail } = await load(merchant, deviceId);
  return { title: detail.device.label };
}

/** One terminal: how it is, what its open batch holds, what happened on it lately. */
export default async function DevicePage({ params }: DevicePageProps) {
  const { merchant, deviceId } = await params;
  const { ctx, detail } = await load(merchant, deviceId);
  const { device, at, today } = detail;
  const t = await getTranslations('devices');
  const { timeZone } = ctx.merchant.calendar;
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/devices`, label: t('title') }}
        title={device.label}
        sentence={
          device.capabilities.page ? (
            `${t('online.why')} ${t('online.matched')}`
          ) : (
            <HealthSentence health={device.health} at={at} timeZone={timeZone} />
          )
        }
        actions={<Actions ctx={ctx} merchant={merchant} detail={detail} />}
      />
      {device.connectionTroubles.length > 0 && (
        <div className="mb-6 grid gap-2">
          {device.connectionTroubles.map((trouble) => (
            <TroubleAlert key={trouble.kind} connection={device.connectionLabel} trouble={trouble} />
          ))}
        </div>
      )}
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(18rem,22rem)]">
        <div className="grid min-w-0 content-start gap-6">
          <Section title={t('today')}>
            {today.length > 0 ? (
              <NetFigures nets={today} />
            ) : (
              <p className="text-ink-soft">{t('noneToday')}</p>
            )}
          </Section>
          <SoFar
            merchant={merchant}
            device={device}
            soFar={detail.soFar}
            isLinked={allows(ctx.actor.role, 'reports:see')}
          />
        </div>
        <div className="grid content-start gap-6">
          <PlanPart merchant={merchant} device={device} />
          <DeviceFacts device={device} timeZone={timeZone} />
        </div>
      </div>
      <div className="mt-6 grid gap-6">
        {detail.endedBatches.length > 0 && (
          <Section title={t('ended.title')} sentence={t('ended.sentence')}>
            <BatchTable
              merchant={merchant}
              rows={detail.endedBatches}
              timeZone={timeZone}
              currency={ctx.merchant.currency}
              isLinked={allows(ctx.actor.role, 'reports:see')}
              empty={null}
            />
          </Section>
        )}
        <Recent merchant={merchant} detail={detail} timeZone={timeZone} />
        <Section
          title={t('past.title')}
          action={
            allows(ctx.actor.role, 'reports:see') && (
              <Link
                href={`/${merchant}/batches?device=${device.id}`}
                prefetch={false}
                className={buttonLook('ghost')}
              >
                {t('past.all')}
              </Link>
            )
          }
        >
          <BatchTable
            merchant={merchant}
            rows={detail.pastBatches}
            timeZone={timeZone}
            currency={ctx.merchant.currency}
            isLinked={allows(ctx.actor.role, 'reports:see')}
            empty={<p className="px-4 py-6 text-center text-ink-soft text-sm">{t('past.empty')}</p>}
          />
        </Section>
      </div>
      <RefreshOnChange merchant={merchant} topic="device" ids={[device.id]} isMoving={device.hold !== null} />
    </>
  );
}

/** A sale and the end of the day on this device, for those who may; or the way to what the device is doing. */
function Actions({ ctx, merchant, detail }: { ctx: Context; merchant: string; detail: DeviceDetail }) {
  const { device } = detail;
  const { role } = ctx.actor;
  if (device.hold) return <HoldLink merchant={merchant} hold={device.hold} role={role} />;
  if (!device.isEnabled) return null;
  return (
    <>
      {allows(role, 'end-of-day:run') && device.capabilities.batchClosedBy === 'bank' && (
        <BankClose merchant={merchant} detail={detail} />
      )}
      {allows(role, 'end-of-day:run') && device.capabilities.batchClosedBy === 'device' && (
        <ClientMessages also={['endOfDay']}>
          <CloseButton
            action={closeBatchAction.bind(null, merchant)}
            device={{ id: device.id, label: device.label }}
            batch={device.openBatch && { number: device.openBatch.number, nets: device.openBatch.nets }}
            names="day"
          />
        </ClientMessages>
      )}
      {device.capabilities.page ? (
        <LinksHere merchant={merchant} />
      ) : (
        allows(role, 'sale:start') && <NewSaleHere merchant={merchant} device={device} />
      )}
    </>
  );
}

/** The end of a day that the bank has ended already; nothing while there is none. */
async function BankClose({ merchant, detail }: { merchant: string; detail: DeviceDetail }) {
  const t = await getTranslations('endOfDay.close');
  const { device, endedBatches } = detail;
  const [oldest] = endedBatches;
  if (!oldest) return null;
  if (oldest.runId) {
    return (
      <Link href={`/${merchant}/end-of-day/${oldest.runId}`} className={buttonLook()}>
        {t('enter')}
      </Link>
    );
  }
  return (
    <ClientMessages also={['endOfDay']}>
      <CloseButton
        action={closeBatchAction.bind(null, merchant)}
        device={{ id: device.id, label: device.label }}
        batch={{ number: oldest.number, nets: oldest.nets }}
        names={device.capabilities.page ? 'online' : 'book'}
      />
    </ClientMessages>
  );
}

/** The way to what is sold where nobody stands at a terminal. */
async function LinksHere({ merchant }: { merchant: string }) {
  const t = await getTranslations('devices.online');
  return (
    <Link href={`/${merchant}/payment-links`} prefetch={false} className={buttonLook()}>
      {t('links')}
    </Link>
  );
}

async function NewSaleHere({ merchant, device }: { merchant: string; device: DeviceDetail['device'] }) {
  const ctx = await pageContext(merchant, 'sale:start');
  const devices = await listSellableDevices(ctx);
  return (
    <NewSale
      merchantSlug={merchant}
      timeZone={ctx.merchant.calendar.timeZone}
      devices={devices.filter((one) => one.id === device.id)}
      action={startSaleAction.bind(null, merchant)}
      splitAction={startSplitSaleAction.bind(null, merchant)}
      stopAction={allows(ctx.actor.role, 'sale:abort') ? abortSaleAction.bind(null, merchant) : undefined}
      isHere
    />
  );
}

async function HoldLink({
  merchant,
  hold,
  role,
}: {
  merchant: string;
  hold: NonNullable<DeviceDetail['device']['hold']>;
  role: Context['actor']['role'];
}) {
  const t = await getTranslations('devices');
  if (hold.by === 'end-of-day' && !allows(role, 'reports:see')) return null;
  const place =
    hold.by === 'end-of-day' ? 'end-of-day' : hold.by === 'split-sale' ? 'split-sales' : 'transactions';
  return (
    <Link href={`/${merchant}/${place}/${hold.id}`} className={buttonLook()}>
      {t('seeOperation')}
    </Link>
  );
}

async function Recent({
  merchant,
  detail,
  timeZone,
}: {
  merchant: string;
  detail: DeviceDetail;
  timeZone: string;
}) {
  const ctx = await pageContext(merchant, 'transactions:see');
  const [t, { latest }] = await Promise.all([
    getTranslations('devices'),
    listLatest(ctx, { deviceId: detail.device.id }),
  ]);
  return (
    <Section
      title={t('recent.title')}
      action={
        <Link
          href={`/${merchant}/transactions?device=${detail.device.id}`}
          prefetch={false}
          className={buttonLook('ghost')}
        >
          {t('recent.all')}
        </Link>
      }
    >
      <TransactionTable
        merchant={merchant}
        timeZone={timeZone}
        rows={latest}
        empty={<p className="px-4 py-6 text-center text-ink-soft text-sm">{t('recent.empty')}</p>}
      />
    </Section>
  );
}

import { SmartphoneNfc } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { DeviceTile } from '#components/devices/device-tile.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { listDevices } from '#server/terminals/list-devices.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('devices');
  return { title: t('title') };
}

/** Every terminal of the merchant as a tile, by branch. */
export default async function DevicesPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'devices:see');
  const [t, { at, devices }] = await Promise.all([getTranslations('devices'), listDevices(ctx)]);
  const terminals = devices.filter((device) => device.capabilities.page === null);
  const online = devices.filter((device) => device.capabilities.page !== null);
  const byBranch = Map.groupBy(terminals, (device) => device.branchName);
  const { calendar, currency } = ctx.merchant;
  return (
    <>
      <PageHeader
        title={t('title')}
        sentence={terminals.length > 0 && t('sentence', { count: terminals.length })}
      />
      {devices.length === 0 && (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={<SmartphoneNfc />}
            title={t('empty.title')}
            action={
              <Link href={`/${merchant}/transactions`} className={buttonLook()}>
                {t('empty.transactions')}
              </Link>
            }
          >
            {t('empty.text')}
          </EmptyState>
        </div>
      )}
      <div className="grid gap-6">
        {[...byBranch].map(([branch, ofBranch]) => (
          <section key={branch} className="grid gap-2">
            {byBranch.size > 1 && <h2 className="text-base">{branch}</h2>}
            <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
              {ofBranch.map((device) => (
                <DeviceTile
                  key={device.id}
                  merchant={merchant}
                  device={device}
                  at={at}
                  timeZone={calendar.timeZone}
                  currency={currency}
                />
              ))}
            </ul>
          </section>
        ))}
        {online.length > 0 && (
          <section className="grid gap-2">
            <h2 className="text-base">{t('online.title')}</h2>
            <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
              {online.map((device) => (
                <DeviceTile
                  key={device.id}
                  merchant={merchant}
                  device={device}
                  at={at}
                  timeZone={calendar.timeZone}
                  currency={currency}
                />
              ))}
            </ul>
          </section>
        )}
      </div>
      <RefreshOnChange
        merchant={merchant}
        topic="device"
        isMoving={devices.some((device) => device.hold !== null)}
      />
    </>
  );
}

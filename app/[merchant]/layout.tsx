import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { askPasskeyAction } from '#app/(auth)/signin/actions.ts';
import { confirmFactorAction } from '#app/factor-actions.ts';
import { chooseKeys, chooseLocale, chooseTheme } from '#app/locale-action.ts';
import { FactorProvider } from '#components/auth/confirm-factor.tsx';
import { SignOutItem } from '#components/auth/sign-out-item.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { AppShell } from '#components/layout/app-shell.tsx';
import type { NavKey } from '#components/layout/navigation.ts';
import { THEME_COOKIE, toTheme } from '#components/layout/theme.ts';
import { InFlightProvider } from '#components/live/in-flight.tsx';
import { LiveProvider } from '#components/live/live-provider.tsx';
import { LiveStatus } from '#components/live/live-status.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { PaletteEntry } from '#components/palette/palette-entry.tsx';
import { NewSale } from '#components/sales/new-sale.tsx';
import { Dock } from '#components/transactions/dock.tsx';
import { UnresolvedBadge } from '#components/transactions/open-counts.tsx';
import type { Context } from '#server/auth/context.ts';
import { pageContext, pagePerson } from '#server/auth/page-context.ts';
import { allows, may, type Permission } from '#server/auth/permissions.ts';
import { readFrame } from '#server/merchants/read-frame.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { startSplitSaleAction } from './split-sales/actions.ts';
import { abortSaleAction, askNowAction } from './transactions/[id]/actions.ts';
import { startSaleAction } from './transactions/actions.ts';

/** What each place of the navigation needs; the page behind it checks the same by itself. */
const NEEDED: Record<NavKey, Permission> = {
  home: 'transactions:see',
  transactions: 'transactions:see',
  unresolved: 'transactions:see',
  receipts: 'receipts:print',
  devices: 'devices:see',
  batches: 'reports:see',
  endOfDay: 'reports:see',
  reports: 'reports:see',
  paymentLinks: 'transactions:see',
  pictures: 'reports:see',
  approvals: 'approvals:see',
  exports: 'transactions:export',
  audit: 'audit:read',
  settings: 'connections:see',
};
const NAV_KEYS = Object.keys(NEEDED) as NavKey[];

type MerchantLayoutProps = { children: ReactNode; params: Promise<{ merchant: string }> };

/** The frame around every page of a merchant. Each page checks its own permission: a layout is not rendered again on the way. */
export default async function MerchantLayout({ children, params }: MerchantLayoutProps) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'transactions:see');
  const [{ person, merchants }, frame, jar] = await Promise.all([
    pagePerson(merchant),
    readFrame(ctx),
    cookies(),
  ]);
  const { role } = ctx.actor;
  const places = NAV_KEYS.filter(
    (key) => may(ctx.actor, NEEDED[key]) && (key !== 'paymentLinks' || frame.isOnline),
  );
  return (
    <ClientMessages also={['factor', 'palette', 'reason', 'sale', 'splitSale', 'stop', 'transactions']}>
      <FactorProvider actions={{ give: confirmFactorAction, askPasskey: askPasskeyAction }}>
        <LiveProvider personId={person.id}>
          <InFlightProvider merchant={merchant}>
            <AppShell
              merchant={{ slug: merchant, name: ctx.merchant.name }}
              merchants={merchants}
              user={{ name: person.name, email: person.email, role }}
              places={places}
              counts={{
                unresolved: <UnresolvedBadge initial={frame.unresolved} />,
                approvals: frame.approvals,
              }}
              theme={toTheme(jar.get(THEME_COOKIE)?.value)}
              actions={{ chooseLocale, chooseTheme }}
              isSandbox={frame.isSandbox}
              search={
                <PaletteEntry
                  frame={{
                    merchant,
                    merchants,
                    timeZone: ctx.merchant.calendar.timeZone,
                    places,
                    canSell: allows(role, 'sale:start'),
                    canAsk: allows(role, 'transactions:ask'),
                    canClose: allows(role, 'end-of-day:run'),
                    actions: { chooseLocale, chooseTheme },
                    askNow: askNowAction.bind(null, merchant),
                  }}
                  chooseKeys={chooseKeys}
                />
              }
              newSale={frame.devices && <NewSaleHere ctx={ctx} devices={frame.devices} />}
              live={<LiveStatus />}
              signOut={<SignOutItem />}
              dock={<Dock merchant={merchant} />}
            >
              {children}
              {allows(role, 'approvals:see') && <RefreshOnChange merchant={merchant} topic="approval" />}
            </AppShell>
          </InFlightProvider>
        </LiveProvider>
      </FactorProvider>
    </ClientMessages>
  );
}

function NewSaleHere({ ctx, devices }: { ctx: Context; devices: SellableDevice[] }) {
  const { slug: merchant, calendar } = ctx.merchant;
  return (
    <NewSale
      merchantSlug={merchant}
      timeZone={calendar.timeZone}
      devices={devices}
      action={startSaleAction.bind(null, merchant)}
      splitAction={startSplitSaleAction.bind(null, merchant)}
      stopAction={allows(ctx.actor.role, 'sale:abort') ? abortSaleAction.bind(null, merchant) : undefined}
    />
  );
}

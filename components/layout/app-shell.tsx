import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { type FrameMerchant, MerchantSwitcher } from './merchant-switcher.tsx';
import { BottomBar, CountBadge, RailLinks } from './nav-links.tsx';
import type { NavKey } from './navigation.ts';
import { SandboxFrame } from './sandbox-frame.tsx';
import type { Theme } from './theme.ts';
import { type FrameUser, type PreferenceActions, UserMenu } from './user-menu.tsx';

type AppShellProps = {
  merchant: FrameMerchant;
  /** Every merchant the person belongs to, this one included. */
  merchants: FrameMerchant[];
  user: FrameUser;
  /** The places the person's role includes. */
  places: readonly NavKey[];
  /** Open things per place of the navigation: a number, or a component that keeps itself up to date. */
  counts: Partial<Record<NavKey, ReactNode>>;
  theme: Theme;
  actions: PreferenceActions;
  /** True while the merchant's devices are sandbox devices. */
  isSandbox: boolean;
  /** The button that opens a new sale; left out for those who may not. */
  newSale?: ReactNode;
  /** The search box, which opens the palette. */
  search: ReactNode;
  /** The live dot. */
  live?: ReactNode;
  /** Entry of the user menu that ends the session. */
  signOut: ReactNode;
  /** What floats over every page of the merchant: the dock of waiting payments. */
  dock?: ReactNode;
  children: ReactNode;
};

/** The frame around every page of a merchant: rail, top bar, content; a bottom bar instead of the rail on a phone. */
export function AppShell(props: AppShellProps) {
  const frame = <Frame {...props} />;
  return props.isSandbox ? <SandboxFrame>{frame}</SandboxFrame> : frame;
}

function Frame({ children, dock, ...props }: AppShellProps) {
  const t = useTranslations('frame');
  const base = `/${props.merchant.slug}`;
  const badges = Object.fromEntries(
    Object.entries(props.counts).map(([key, count]) => [
      key,
      typeof count === 'number' ? <CountBadge key={key} count={count} /> : count,
    ]),
  );
  return (
    <div className="grid min-h-[calc(100dvh-var(--frame-top,0px))] md:grid-cols-[3.5rem_minmax(0,1fr)] lg:grid-cols-[14rem_minmax(0,1fr)] print:block print:min-h-0">
      <a
        data-frame
        href="#content"
        className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <aside
        data-frame
        className="sticky top-(--frame-top,0px) flex h-[calc(100dvh-var(--frame-top,0px))] flex-col gap-3 border-r bg-rail p-2 max-md:hidden"
      >
        <MerchantSwitcher merchant={props.merchant} merchants={props.merchants} />
        <nav aria-label={t('mainNavigation')}>
          <RailLinks base={base} badges={badges} places={props.places} />
        </nav>
      </aside>
      <div className="flex min-w-0 flex-col print:block">
        <TopBar {...props} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-[1440px] flex-1 px-6 pt-5 pb-10 outline-none [--ledger-top:calc(var(--frame-top,0px)+3rem)] max-md:px-4 max-md:pt-4 max-md:pb-24 print:p-0"
        >
          {children}
        </main>
      </div>
      <BottomBar base={base} badges={badges} places={props.places} />
      {dock}
    </div>
  );
}

function TopBar(props: Omit<AppShellProps, 'children' | 'dock'>) {
  return (
    <header
      data-frame
      className="sticky top-(--frame-top,0px) z-20 flex h-12 items-center gap-3 border-b bg-canvas px-6 max-md:h-14 max-md:gap-2 max-md:px-3"
    >
      <div className="md:hidden">
        <MerchantSwitcher merchant={props.merchant} merchants={props.merchants} isSmall />
      </div>
      {props.search}
      <div className="flex items-center gap-3 max-md:gap-2 md:ml-auto">
        {props.live}
        {props.newSale}
        <UserMenu user={props.user} theme={props.theme} actions={props.actions} signOut={props.signOut} />
      </div>
    </header>
  );
}

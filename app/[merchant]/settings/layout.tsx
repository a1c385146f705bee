import type { ReactNode } from 'react';
import { SettingsNav, type SettingsPlace } from '#components/settings/settings-nav.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { may, type Permission } from '#server/auth/permissions.ts';

/** What each place of the settings needs; the page behind it checks the same by itself. */
const NEEDED: Record<SettingsPlace, Permission> = {
  connections: 'connections:see',
  devices: 'devices:manage',
  branches: 'branches:manage',
  users: 'users:see',
  merchant: 'merchant:change',
  limits: 'limits:see',
  slips: 'slips:design',
  privacy: 'privacy:manage',
};

type SettingsLayoutProps = { children: ReactNode; params: Promise<{ merchant: string }> };

/** The places of the settings beside each other, for whoever may see more than one of them. */
export default async function SettingsLayout({ children, params }: SettingsLayoutProps) {
  const { merchant } = await params;
  const { actor } = await pageContext(merchant, 'transactions:see');
  const places = (Object.keys(NEEDED) as SettingsPlace[]).filter((place) => may(actor, NEEDED[place]));
  return (
    <>
      {places.length > 1 && <SettingsNav base={`/${merchant}/settings`} places={places} />}
      {children}
    </>
  );
}

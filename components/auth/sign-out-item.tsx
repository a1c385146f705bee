'use client';

import { LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { MenuItem } from '#components/ui/dropdown-menu.tsx';

/** Ends the session, at the server first, and goes to the sign-in page by a full load, so that nothing of it is kept. */
export function SignOutItem() {
  const t = useTranslations('frame.user');

  async function leave() {
    // Once a day at most: no page has to carry it.
    const { signOut } = await import('next-auth/react');
    await signOut({ redirect: false }).catch(() => undefined);
    window.location.assign('/signin');
  }

  return (
    <MenuItem onClick={leave}>
      <LogOut aria-hidden />
      {t('signOut')}
    </MenuItem>
  );
}

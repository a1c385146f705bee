'use client';

import { UserRound } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, startTransition } from 'react';
import { DropdownMenu, MenuChoices, MenuItem, MenuLabel, MenuLine } from '#components/ui/dropdown-menu.tsx';
import type { Messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { initials } from './merchant-switcher.tsx';
import { THEMES, type Theme } from './theme.ts';

/** A signed-in person as the frame knows them. */
export type FrameUser = { name: string; email: string; role: keyof Messages['frame']['roles'] };

/** The actions that keep a person's choices; each receives a form with one value (`locale`, `theme`). */
export type PreferenceActions = {
  chooseLocale: (form: FormData) => Promise<void>;
  chooseTheme: (form: FormData) => Promise<void>;
};

type UserMenuProps = { user: FrameUser; theme: Theme; actions: PreferenceActions; signOut: ReactNode };

/** Who is signed in and as what, language, appearance, and the way out (`signOut`: a `MenuItem` or a form). */
export function UserMenu({ user, theme, actions, signOut }: UserMenuProps) {
  const t = useTranslations('frame');
  const locale = useLocale();

  function choose(action: (form: FormData) => Promise<void>, name: string, value: string) {
    const form = new FormData();
    form.set(name, value);
    startTransition(() => action(form));
  }

  return (
    <DropdownMenu
      align="end"
      className="w-60"
      trigger={
        <button
          type="button"
          className="grid size-8 shrink-0 place-items-center rounded-full border bg-neutral-tint font-semibold text-neutral text-xs transition-colors hover:bg-hover data-[state=open]:bg-hover max-md:size-11"
        >
          <span aria-hidden>{initials(user.name)}</span>
          <span className="sr-only">{t('user.menu', { name: user.name })}</span>
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate font-semibold text-sm">{user.name}</p>
        <p className="truncate text-ink-soft text-xs">{user.email}</p>
        <p className="mt-1 text-ink-soft text-xs">{t(`roles.${user.role}`)}</p>
      </div>
      <MenuLine />
      <MenuLabel>{t('user.language')}</MenuLabel>
      <MenuChoices
        value={locale}
        options={LOCALES.map((value) => ({
          value,
          label: <span lang={value}>{t(`languages.${value}`)}</span>,
        }))}
        onChoose={(value) => choose(actions.chooseLocale, 'locale', value)}
      />
      <MenuLabel>{t('user.theme')}</MenuLabel>
      <MenuChoices
        value={theme}
        options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
        onChoose={(value) => choose(actions.chooseTheme, 'theme', value)}
      />
      <MenuLine />
      <MenuItem asChild>
        <Link href="/account" prefetch={false}>
          <UserRound aria-hidden />
          {t('user.account')}
        </Link>
      </MenuItem>
      {signOut}
    </DropdownMenu>
  );
}

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { startTransition } from 'react';
import { navigation } from '#components/layout/navigation.ts';
import { THEMES } from '#components/layout/theme.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import type { Command } from './commands.ts';
import type { PaletteProps } from './palette.tsx';
import { pressKeyed } from './single-keys.ts';

/** Everything this person may do and where they may go, whatever is typed. */
export function useCommands({ frame, close, showKeys }: PaletteProps): Command[] {
  const t = useTranslations('palette');
  const words = useTranslations('frame');
  const router = useRouter();
  const locale = useLocale();
  const base = `/${frame.merchant}`;
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const choose = (action: (form: FormData) => Promise<void>, name: string, value: string) => () => {
    const form = new FormData();
    form.set(name, value);
    close();
    startTransition(() => action(form));
  };
  const act: (Command | false)[] = [
    frame.canSell && {
      id: 'new-sale',
      group: 'act',
      label: t('act.newSale'),
      also: t('act.newSaleAlso'),
      keys: 'n',
      run: () => {
        close();
        pressKeyed('n');
      },
    },
    frame.canAsk && {
      id: 'ask',
      group: 'act',
      label: t('act.askOpen'),
      also: t('act.askOpenAlso'),
      run: go(`${base}/unresolved`),
    },
    frame.canClose && {
      id: 'end-of-day',
      group: 'act',
      label: t('act.endOfDay'),
      also: t('act.endOfDayAlso'),
      run: go(`${base}/end-of-day`),
    },
    {
      id: 'keys',
      group: 'act',
      label: t('act.keys'),
      also: t('act.keysAlso'),
      keys: '?',
      run: () => {
        close();
        showKeys();
      },
    },
  ];
  return [
    ...act.flatMap((command) => command || []),
    ...navigation
      .filter(({ key }) => frame.places.includes(key))
      .map(
        ({ key, letter, path }): Command => ({
          id: `go-${key}`,
          group: 'go',
          label: words(`nav.${key}`),
          keys: letter && `g ${letter}`,
          run: go(`${base}${path}`),
        }),
      ),
    ...frame.merchants
      .filter(({ slug }) => slug !== frame.merchant)
      .map(
        ({ slug, name }): Command => ({
          id: `merchant-${slug}`,
          group: 'merchants',
          label: t('merchant', { name }),
          run: go(`/${slug}`),
        }),
      ),
    {
      id: 'account',
      group: 'settings',
      label: words('user.account'),
      also: t('accountAlso'),
      run: go('/account'),
    },
    ...THEMES.map(
      (theme): Command => ({
        id: `theme-${theme}`,
        group: 'settings',
        label: t('theme', { theme: words(`themes.${theme}`) }),
        also: t('themeAlso'),
        run: choose(frame.actions.chooseTheme, 'theme', theme),
      }),
    ),
    ...LOCALES.filter((one) => one !== locale).map(
      (one): Command => ({
        id: `language-${one}`,
        group: 'settings',
        label: t('language', { language: words(`languages.${one}`) }),
        also: t('languageAlso'),
        run: choose(frame.actions.chooseLocale, 'locale', one),
      }),
    ),
  ];
}

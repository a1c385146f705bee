'use server';

import { cookies } from 'next/headers';
import { THEME_COOKIE, toTheme } from '#components/layout/theme.ts';
import { KEYS_COOKIE, KEYS_OFF } from '#components/palette/single-keys.ts';
import {
  DENSITIES,
  fromListView,
  LIST_COLUMNS,
  LIST_VIEW_COOKIE,
} from '#components/transactions/list-view.ts';
import { isLocale, LOCALE_COOKIE } from '#server/kernel/locale.ts';

const keptForAYear = { path: '/', maxAge: 365 * 24 * 3600, sameSite: 'lax', httpOnly: true } as const;

// They change nothing but the caller's own cookie and need no session: the sign-in page offers the languages too. What
// they are called with need not be a form: anybody may call them with anything.

/** Keeps the language chosen in the form (`locale`); anything that is not one of ours changes nothing. */
export async function chooseLocale(form: unknown): Promise<void> {
  const locale = form instanceof FormData ? form.get('locale') : null;
  if (isLocale(locale)) (await cookies()).set(LOCALE_COOKIE, locale, keptForAYear);
}

/** Keeps the appearance chosen in the form (`theme`); `system` or anything unexpected forgets the choice. */
export async function chooseTheme(form: unknown): Promise<void> {
  if (!(form instanceof FormData)) return;
  const theme = toTheme(form.get('theme'));
  const jar = await cookies();
  if (theme === 'system') jar.delete(THEME_COOKIE);
  else jar.set(THEME_COOKIE, theme, keptForAYear);
}

/** Keeps whether single keys act (`keys`: `off`); anything else forgets the choice. */
export async function chooseKeys(form: unknown): Promise<void> {
  if (!(form instanceof FormData)) return;
  const jar = await cookies();
  if (form.get('keys') === KEYS_OFF) jar.set(KEYS_COOKIE, KEYS_OFF, keptForAYear);
  else jar.delete(KEYS_COOKIE);
}

/** Keeps the columns (`column`, once for each) and the density chosen in the form; what there is not is left out. */
export async function chooseListView(form: unknown): Promise<void> {
  if (!(form instanceof FormData)) return;
  const wished = form.getAll('column');
  const view = {
    columns: LIST_COLUMNS.filter((column) => wished.includes(column)),
    density: DENSITIES.find((density) => density === form.get('density')) ?? 'normal',
  };
  (await cookies()).set(LIST_VIEW_COOKIE, fromListView(view), keptForAYear);
}

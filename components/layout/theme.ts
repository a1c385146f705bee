/** Appearances that can be chosen; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const;

/** A chosen appearance. */
export type Theme = (typeof THEMES)[number];

/** Cookie with the chosen appearance; absent means `system`. */
export const THEME_COOKIE = 'vezne_theme';

/** The appearance a cookie or form value stands for; anything unexpected is the device's own. */
export function toTheme(value: unknown): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

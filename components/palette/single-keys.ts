/** Cookie of who does not want single keys to act; absent means they do. */
export const KEYS_COOKIE = 'vezne_keys';

/** What the cookie and the mark on the document say where they are off. */
export const KEYS_OFF = 'off';

/** Whether keys without a modifier may act for this person. Browser only. */
export function hasSingleKeys(): boolean {
  return document.documentElement.dataset.keys !== KEYS_OFF;
}

/** Whether what an event came from is written into, or stands in the way of the page. */
export function isElsewhere(target: EventTarget | null): boolean {
  return (
    document.querySelector('dialog[open]') !== null ||
    (target instanceof Element &&
      target.closest('input, textarea, select, [contenteditable], [role="menu"], [popover]') !== null)
  );
}

/** Presses the button or link in sight that carries a key as its own. */
export function pressKeyed(key: string): boolean {
  const keyed = [...document.querySelectorAll<HTMLElement>(`[aria-keyshortcuts~="${CSS.escape(key)}"]`)];
  const target = keyed.find(
    (one) => one.checkVisibility() && !one.matches(':disabled, [aria-disabled="true"]'),
  );
  target?.click();
  return target !== undefined;
}

import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { isLocale, LOCALE_COOKIE, negotiateLocale } from '#server/kernel/locale.ts';
import { messages } from './messages.ts';

/** Language of a request: asked for in code, else chosen (cookie), else wanted by the browser, else Turkish. */
export default getRequestConfig(async ({ locale: asked }) => {
  const chosen = asked ?? (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : negotiateLocale((await headers()).get('accept-language'));
  return {
    locale,
    messages: messages[locale],
    // Screens name the merchant's zone themselves; a time formatted without one must at least not depend on the machine.
    timeZone: 'UTC',
  };
});

import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { THEME_COOKIE, toTheme } from '#components/layout/theme.ts';
import { KEYS_COOKIE, KEYS_OFF } from '#components/palette/single-keys.ts';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return {
    title: { default: t('productName'), template: `%s · ${t('productName')}` },
    description: t('productLine'),
    robots: { index: false, follow: false },
    // Else phones turn references and amounts into links to call.
    formatDetection: { telephone: false, date: false, address: false, email: false },
  };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9f7f4' },
    { media: '(prefers-color-scheme: dark)', color: '#12100e' },
  ],
};

/**
 * The document. Reading the request here makes every page dynamic, which the policy needs: a page rendered ahead of time
 * carries no nonce and its scripts would be refused.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const theme = toTheme(jar.get(THEME_COOKIE)?.value);
  const keys = jar.get(KEYS_COOKIE)?.value === KEYS_OFF ? KEYS_OFF : undefined;
  return (
    <html lang={await getLocale()} data-theme={theme === 'system' ? undefined : theme} data-keys={keys}>
      <body>
        <ClientMessages isOutermost>{children}</ClientMessages>
      </body>
    </html>
  );
}

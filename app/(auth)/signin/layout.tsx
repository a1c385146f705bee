import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { chooseLocale } from '#app/locale-action.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { Logo } from '#components/layout/logo.tsx';

/** The frame of signing in, step by step. */
export default async function SignInLayout({ children }: { children: ReactNode }) {
  const common = await getTranslations('common');
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] justify-items-center px-4">
      <main className="w-full max-w-[22rem] self-center py-10">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-9" />
          <div>
            <p className="font-semibold text-lg leading-5 tracking-[-0.01em]">{common('productName')}</p>
            <p className="text-ink-soft text-sm">{common('productLine')}</p>
          </div>
        </div>
        <div className="rounded-xl border bg-surface p-6 shadow-raised max-sm:p-5">
          <ClientMessages also={['signIn', 'factor']}>{children}</ClientMessages>
        </div>
      </main>
      <footer className="py-5">
        <LanguageSwitch action={chooseLocale} />
      </footer>
    </div>
  );
}

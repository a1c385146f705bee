import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Logo } from '#components/layout/logo.tsx';

/** What stands around everything on the way in: the name of the product, a card, and what is below it. */
export function EntryFrame({
  title,
  lead,
  lang,
  children,
  footer,
}: {
  title: string;
  lead?: ReactNode;
  /** Where it is not that of the page. */
  lang?: string;
  children: ReactNode;
  footer?: ReactNode;
}) {
  const common = useTranslations('common');
  return (
    <div lang={lang} className="grid min-h-dvh grid-rows-[1fr_auto] justify-items-center px-4">
      <main className="w-full max-w-[24rem] self-center py-10">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-9" />
          <p className="font-semibold text-lg leading-5 tracking-[-0.01em]">{common('productName')}</p>
        </div>
        <div className="rounded-xl border bg-surface p-6 shadow-raised max-sm:p-5">
          <h1 className="text-xl tracking-[-0.01em]">{title}</h1>
          {lead && <p className="mb-5 text-pretty text-ink-soft">{lead}</p>}
          {children}
        </div>
      </main>
      <footer className="py-5">{footer}</footer>
    </div>
  );
}

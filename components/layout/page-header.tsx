import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

type PageHeaderProps = {
  title: ReactNode;
  /** What this page is, or how things stand, in one sentence. */
  sentence?: ReactNode;
  /** Buttons; the one that matters most last. */
  actions?: ReactNode;
  /** The page this one was opened from. */
  back?: { href: string; label: string };
};

/** The head of a page: what it is and what can be done here. */
export function PageHeader({ title, sentence, actions, back }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        {back && (
          <Link
            href={back.href}
            data-frame
            className="-ml-1 mb-1 inline-flex items-center gap-0.5 rounded-sm pr-1 text-ink-soft text-sm hover:text-ink"
          >
            <ChevronLeft aria-hidden className="size-4" />
            {back.label}
          </Link>
        )}
        <h1 className="text-xl tracking-[-0.01em]">{title}</h1>
        {sentence && <div className="max-w-[80ch] text-pretty text-ink-soft">{sentence}</div>}
      </div>
      {actions && (
        <div className="flex flex-wrap items-center gap-2" data-frame>
          {actions}
        </div>
      )}
    </header>
  );
}

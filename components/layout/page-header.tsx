import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { isValidElement, type ReactElement, type ReactNode } from 'react';

type PageHeaderProps = {
  title: ReactNode;
  /** What this page is, or how things stand, in one sentence. */
  sentence?: ReactNode;
  /** Buttons; the one that matters most last. */
  actions?: ReactNode;
  /** The page this one was opened from, or a link to it. */
  back?: { href: string; label: string } | ReactElement;
  /** Of its heading: 2 where it heads a part of a page. */
  level?: 1 | 2;
};

/** The look of the link back. */
export const backLook =
  '-ml-1 mb-1 inline-flex items-center gap-0.5 rounded-sm pr-1 text-ink-soft text-sm hover:text-ink';

/** The head of a page: what it is and what can be done here. */
export function PageHeader({ title, sentence, actions, back, level = 1 }: PageHeaderProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <header className="mb-4 flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        {isValidElement(back)
          ? back
          : back && (
              <Link href={back.href} data-frame className={backLook}>
                <ChevronLeft aria-hidden className="size-4" />
                {back.label}
              </Link>
            )}
        <Heading className="text-xl tracking-[-0.01em]">{title}</Heading>
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

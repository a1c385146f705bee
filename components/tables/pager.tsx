import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button, buttonLook } from '#components/ui/button.tsx';

/** Moves through a list by keyset: to newer and older rows, never to a page number. Missing hrefs are ends. */
export function Pager({
  newerHref,
  olderHref,
  newerLabel,
  olderLabel,
  children,
}: {
  newerHref?: string;
  olderHref?: string;
  /** Said instead of «newer» and «older». */
  newerLabel?: string;
  olderLabel?: string;
  children?: ReactNode;
}) {
  const t = useTranslations('common.table');
  if (!newerHref && !olderHref && !children) return null;
  return (
    <nav
      aria-label={t('pages')}
      className="flex flex-wrap items-center justify-between gap-3 py-2"
      data-frame
    >
      <p className="text-ink-soft text-sm">{children}</p>
      <div className="flex gap-2">
        <PagerLink href={newerHref} rel="prev">
          <ChevronLeft aria-hidden />
          {newerLabel ?? t('newer')}
        </PagerLink>
        <PagerLink href={olderHref} rel="next">
          {olderLabel ?? t('older')}
          <ChevronRight aria-hidden />
        </PagerLink>
      </div>
    </nav>
  );
}

function PagerLink({
  href,
  rel,
  children,
}: {
  href: string | undefined;
  rel: 'prev' | 'next';
  children: ReactNode;
}) {
  if (!href) return <Button disabled>{children}</Button>;
  return (
    <Link href={href} rel={rel} prefetch={false} className={buttonLook('secondary')}>
      {children}
    </Link>
  );
}

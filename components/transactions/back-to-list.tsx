'use client';

import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { backLook } from '#components/layout/page-header.tsx';
import { useHydrated } from '#components/ui/hydrated.ts';
import { listLeft } from './list-left.ts';

/**
 * The way back to the list as it was left, with its filter; where one came straight from it, to the very place on it. The whole
 * list for those who came from elsewhere, and before any script.
 */
export function BackToList({ href, label }: { href: string; label: string }) {
  const router = useRouter();
  const pathname = usePathname();
  const left = useHydrated() ? listLeft.read(href) : null;
  return (
    <Link
      href={left?.href ?? href}
      prefetch={false}
      data-frame
      className={backLook}
      onClick={(event) => {
        const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
        if (!isPlain || left?.openedPath !== pathname) return;
        event.preventDefault();
        router.back();
      }}
    >
      <ChevronLeft aria-hidden className="size-4" />
      {label}
    </Link>
  );
}

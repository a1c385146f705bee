'use client';

import { ChevronDown } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState } from 'react';
import { useInFlight } from '#components/live/in-flight.tsx';
import { hrefOf, splitHref } from './dock-hrefs.ts';

// Mostly nothing is on its way.
const DockEntries = lazy(() => import('./dock-entries.tsx'));

/** What the person started and is not over, on every page: leaving a waiting payment loses nothing. */
export function Dock({ merchant }: { merchant: string }) {
  const t = useTranslations('transactions.dock');
  const pathname = usePathname();
  const data = useInFlight();
  const [isHidden, setHidden] = useState<string>('');
  // The page of an operation shows it larger, and a split sale stands for its payments.
  const mine = (data?.mine ?? []).filter(
    (one) =>
      // A link waits for somebody who is not here, for half an hour: it is followed on its own page.
      !(one.device.isOnline && one.kind === 'sale') &&
      pathname !== hrefOf(merchant, one) &&
      !data?.mySplitSales.some((splitSale) => splitSale.id === one.splitSaleId),
  );
  const splitSales = (data?.mySplitSales ?? []).filter((one) => pathname !== splitHref(merchant, one));
  // Hiding holds for what was shown; something new comes back into sight.
  const shown = [...splitSales, ...mine].map((one) => one.id).join(' ');
  if (!data || shown === '' || isHidden === shown) return null;
  return (
    <aside
      aria-label={t('label')}
      data-frame
      className="fixed right-4 bottom-4 z-30 w-80 max-w-[calc(100%-2rem)] animate-from-below overflow-hidden rounded-lg border bg-surface shadow-floating max-md:bottom-[calc(4.5rem+env(safe-area-inset-bottom))]"
    >
      <header className="flex items-center gap-2 border-b bg-sunken py-1 pr-1 pl-3 text-sm">
        <h2 className="flex-1">{t('title')}</h2>
        <button
          type="button"
          onClick={() => setHidden(shown)}
          className="grid size-7 place-items-center rounded-sm text-ink-soft hover:bg-hover max-md:size-11"
        >
          <ChevronDown aria-hidden className="size-4" />
          <span className="sr-only">{t('hide')}</span>
        </button>
      </header>
      <Suspense>
        <DockEntries merchant={merchant} splitSales={splitSales} mine={mine} at={data.at} />
      </Suspense>
    </aside>
  );
}

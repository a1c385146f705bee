'use client';

import { ChevronsUpDown } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { classNames } from '#components/ui/class-names.ts';
import { DropdownMenu, MenuItem, MenuLabel } from '#components/ui/dropdown-menu.tsx';

/** A merchant as the frame knows it. */
export type FrameMerchant = { slug: string; name: string };

/** Which merchant one works for, and the way to the others. A plain name for somebody who belongs to one only. */
export function MerchantSwitcher({
  merchant,
  merchants,
  isSmall,
}: {
  merchant: FrameMerchant;
  merchants: FrameMerchant[];
  isSmall?: boolean;
}) {
  const t = useTranslations('frame.merchant');
  const canSwitch = merchants.length > 1;
  const face = (
    <>
      <Mark name={merchant.name} />
      <span
        className={classNames(
          'min-w-0 flex-1 truncate text-left font-semibold text-sm',
          isSmall ? 'sr-only' : 'max-lg:sr-only',
        )}
      >
        {merchant.name}
      </span>
      {canSwitch && (
        <ChevronsUpDown
          aria-hidden
          className={classNames('size-4 shrink-0 text-ink-faint', isSmall ? 'hidden' : 'max-lg:hidden')}
        />
      )}
    </>
  );
  const look = classNames(
    'flex h-10 items-center gap-2 rounded-md',
    isSmall ? 'min-w-11 max-md:h-11' : 'w-full px-1.5 max-lg:w-10 max-lg:justify-center',
  );
  if (!canSwitch) return <p className={look}>{face}</p>;
  return (
    <DropdownMenu
      className="w-64"
      trigger={
        <button
          type="button"
          title={merchant.name}
          className={classNames(look, 'transition-colors hover:bg-hover data-[state=open]:bg-hover')}
        >
          {face}
          <span className="sr-only">{t('switch')}</span>
        </button>
      }
    >
      <MenuLabel>{t('switch')}</MenuLabel>
      {merchants.map((one) => (
        <MenuItem key={one.slug} asChild>
          <Link
            href={`/${one.slug}`}
            // What is fetched ahead would count as the merchant that was opened last.
            prefetch={false}
            aria-current={one.slug === merchant.slug ? 'true' : undefined}
            className="aria-[current=true]:font-semibold"
          >
            <Mark name={one.name} isSmall />
            <span className="truncate">{one.name}</span>
          </Link>
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

function Mark({ name, isSmall }: { name: string; isSmall?: boolean }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'grid shrink-0 place-items-center bg-accent font-semibold text-on-accent text-xs',
        isSmall ? 'size-6 rounded-sm' : 'size-7 rounded-md',
      )}
    >
      {initials(name)}
    </span>
  );
}

/** Up to two first letters, upper case by Turkish rules where the letter is i. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLocaleUpperCase('tr');
}

'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { Messages } from '#server/i18n/messages.ts';

/** A place of the settings; its word is `frame.settings.<place>`, and so is its address. */
export type SettingsPlace = Exclude<keyof Messages['frame']['settings'], 'label'>;

/** The places of the settings that the reader may see. */
export function SettingsNav({ base, places }: { base: string; places: readonly SettingsPlace[] }) {
  const t = useTranslations('frame.settings');
  const pathname = usePathname();
  return (
    <nav aria-label={t('label')} data-frame className="mb-4 border-b">
      <ul className="flex flex-wrap gap-x-4">
        {places.map((place) => (
          <li key={place}>
            <Link
              href={`${base}/${place}`}
              prefetch={false}
              aria-current={pathname === `${base}/${place}` ? 'page' : undefined}
              className="-mb-px inline-flex h-9 items-center border-transparent border-b-2 text-ink-soft text-sm hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink max-md:h-11"
            >
              {t(place)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

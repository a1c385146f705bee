import { Search, X } from 'lucide-react';
import Form from 'next/form';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button, buttonLook } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { oneParam, type SearchParams, textsOf } from './search-params.ts';

type FilterBarProps = {
  /** Address of the list without its query. */
  pathname: string;
  params: SearchParams;
  /** Query names that have their own control in `children`; the others are carried along unseen. */
  names: string[];
  /** The controls: selects and inputs whose `name` is a query name, uncontrolled. */
  children?: ReactNode;
  /** The search field, if the list has one: its query name and its placeholder. */
  search?: { name: string; label: string };
  /** Of the button: beside the first line of the controls. */
  buttonClassName?: string;
};

/** Filters of a list as a form that writes the address: works before any script, survives reload, can be shared. */
export function FilterBar({ pathname, params, names, children, search, buttonClassName }: FilterBarProps) {
  const t = useTranslations('common');
  const own = new Set([...names, ...(search ? [search.name] : []), 'after', 'before']);
  const carried = Object.entries(params).filter(([name]) => !own.has(name));
  return (
    // The key makes a changed address (a removed chip, the back button) refill the uncontrolled fields.
    <Form
      key={JSON.stringify(params)}
      action={pathname}
      role="search"
      aria-label={t('table.filters')}
      className="flex flex-wrap items-end gap-2"
      data-frame
    >
      {carried.flatMap(([name, value]) =>
        textsOf(value).map((one) => <input key={`${name} ${one}`} type="hidden" name={name} value={one} />),
      )}
      {search && (
        <div className="relative min-w-48 flex-1 basis-64 md:max-w-96">
          <Search
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-ink-faint"
          />
          <Input
            type="search"
            name={search.name}
            aria-label={search.label}
            placeholder={search.label}
            defaultValue={oneParam(params, search.name)}
            maxLength={200}
            className="pl-8"
          />
        </div>
      )}
      {children}
      <Button type="submit" className={buttonClassName}>
        {t('actions.apply')}
      </Button>
    </Form>
  );
}

/** A filter in force: its name and value in words, and the address without it. */
export type ActiveFilter = { name: string; value: string; hrefWithout: string };

/** The filters in force, each removable, and all of them at once. */
export function FilterChips({ filters, clearHref }: { filters: ActiveFilter[]; clearHref: string }) {
  const t = useTranslations('common.table');
  if (filters.length === 0) return null;
  return (
    <ul aria-label={t('filters')} className="flex flex-wrap items-center gap-1.5" data-frame>
      {filters.map((filter) => (
        <li key={`${filter.name} ${filter.value}`}>
          <Link
            href={filter.hrefWithout}
            prefetch={false}
            className="inline-flex h-7 items-center gap-1 rounded-full border border-accent/30 bg-accent-tint pr-1.5 pl-2.5 text-accent text-xs transition-colors hover:border-accent max-md:h-9"
          >
            <span className="sr-only">{t('removeFilter')} </span>
            <span className="text-ink-soft">{filter.name} </span>
            <span className="max-w-48 truncate font-medium">{filter.value}</span>
            <X aria-hidden className="size-3.5" />
          </Link>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <Link href={clearHref} prefetch={false} className={buttonLook('ghost')}>
            {t('clearFilters')}
          </Link>
        </li>
      )}
    </ul>
  );
}

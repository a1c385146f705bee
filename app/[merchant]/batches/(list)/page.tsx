import { Layers, ListX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { BatchTable } from '#components/batches/batch-table.tsx';
import { Field } from '#components/forms/field.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { FilterBar, FilterChips } from '#components/tables/filter-bar.tsx';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay } from '#components/time/format-time.ts';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { BATCH_FILTER_STATES, type BatchList, listBatches } from '#server/batches/list-batches.ts';

type BatchesPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('batches');
  return { title: t('title') };
}

/** The merchant's batches: filter and place in the list stand in the address. */
export default async function BatchesPage({ params, searchParams }: BatchesPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'reports:see');
  const t = await getTranslations('batches');
  const pathname = `/${merchant}/batches`;
  const list = await listBatches(ctx, {
    after: oneParam(asked, 'after'),
    before: oneParam(asked, 'before'),
    device: oneParam(asked, 'device'),
    state: oneParam(asked, 'state'),
    from: oneParam(asked, 'from'),
    to: oneParam(asked, 'to'),
  });
  return (
    <>
      <PageHeader title={t('title')} sentence={t('sentence')} />
      <div className="grid gap-3">
        {list.devices.length > 0 && <Filter pathname={pathname} asked={asked} list={list} />}
        <Chips pathname={pathname} asked={asked} list={list} />
        <BatchTable
          merchant={merchant}
          rows={list.rows}
          timeZone={ctx.merchant.calendar.timeZone}
          currency={ctx.merchant.currency}
          empty={<NothingHere filter={list.filter} pathname={pathname} />}
        />
        <Pager
          newerHref={list.newer ? hrefWith(pathname, asked, { before: list.newer }) : undefined}
          olderHref={list.older ? hrefWith(pathname, asked, { after: list.older }) : undefined}
        />
      </div>
      <RefreshOnChange merchant={merchant} topic="end-of-day" />
    </>
  );
}

async function Filter({ pathname, asked, list }: { pathname: string; asked: SearchParams; list: BatchList }) {
  const t = await getTranslations('batches');
  return (
    <FilterBar pathname={pathname} params={asked} names={['device', 'state', 'from', 'to']}>
      <Field name="device" label={t('filter.device')} className="min-w-40 flex-1 basis-40 md:max-w-64">
        {(control) => (
          <Select {...control} defaultValue={list.filter.deviceId ?? ''}>
            <option value="">{t('filter.any')}</option>
            {list.devices.map((device) => (
              <option key={device.id} value={device.id}>
                {device.label} · {device.branchName}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="state" label={t('filter.state')} className="min-w-32 flex-1 basis-32 md:max-w-48">
        {(control) => (
          <Select {...control} defaultValue={list.filter.state ?? ''}>
            <option value="">{t('filter.any')}</option>
            {BATCH_FILTER_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`states.${state}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {(['from', 'to'] as const).map((name) => (
        <Field key={name} name={name} label={t(`filter.${name}`)} className="min-w-32 basis-36">
          {(control) => <Input {...control} type="date" defaultValue={list.filter[name] ?? ''} />}
        </Field>
      ))}
    </FilterBar>
  );
}

/** What the list is narrowed to, each removable. */
async function Chips({ pathname, asked, list }: { pathname: string; asked: SearchParams; list: BatchList }) {
  const [t, locale] = await Promise.all([getTranslations('batches'), getLocale()]);
  const { deviceId, state, from, to } = list.filter;
  const without = (name: string) => hrefWith(pathname, asked, { [name]: null });
  const device = list.devices.find((one) => one.id === deviceId);
  const filters = [
    device && { name: t('filter.device'), value: device.label, hrefWithout: without('device') },
    state && { name: t('filter.state'), value: t(`states.${state}`), hrefWithout: without('state') },
    from && {
      name: '',
      value: t('filter.since', { day: formatDay(from, locale) }),
      hrefWithout: without('from'),
    },
    to && { name: '', value: t('filter.until', { day: formatDay(to, locale) }), hrefWithout: without('to') },
  ].filter((one) => one !== null && one !== undefined);
  return <FilterChips filters={filters} clearHref={pathname} />;
}

async function NothingHere({ filter, pathname }: { filter: BatchList['filter']; pathname: string }) {
  const t = await getTranslations('batches.empty');
  if (Object.values(filter).every((value) => value === null)) {
    return (
      <EmptyState icon={<Layers />} title={t('first')}>
        {t('firstText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ListX />}
      title={t('filtered')}
      action={
        <Link href={pathname} prefetch={false} className={buttonLook()}>
          {t('clear')}
        </Link>
      }
    />
  );
}

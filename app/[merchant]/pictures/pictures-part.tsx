import { ChartNoAxesColumn } from 'lucide-react';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { Section } from '#components/devices/section.tsx';
import { DeclinedTable } from '#components/pictures/declined-table.tsx';
import { TakingsPicture } from '#components/pictures/takings-picture.tsx';
import { TimesTable } from '#components/pictures/times-table.tsx';
import { hrefWith, type SearchParams } from '#components/tables/search-params.ts';
import { formatDay } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { LinkTabs } from '#components/ui/tabs.tsx';
import type { Context } from '#server/auth/context.ts';
import { getPictures, type Pictures } from '#server/pictures/get-pictures.ts';
import type { PictureRequest } from '#server/pictures/read-picture-request.ts';
import { sumTakings, type Takings } from '#server/pictures/takings.ts';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { sayReason } from '../transactions/(list)/say-reason.ts';
import { hrefBehind, type Side } from './href-behind.ts';
import { sayValue } from './say-value.ts';

type PicturesPartProps = {
  ctx: Context<'reports:see'>;
  request: PictureRequest;
  /** The address as it was asked for. */
  asked: SearchParams;
  choices: FilterChoices;
};

/** The order of the pictures; the first two are moments, the others things. */
const MOMENTS = ['day', 'hour'] as const;
const THINGS = ['device', 'acquirer', 'card', 'brand'] as const;

/** The pictures of one filter: moments first, then things, then what did not come to money. */
export async function PicturesPart({ ctx, request, asked, choices }: PicturesPartProps) {
  const [t, locale, pictures] = await Promise.all([
    getTranslations('pictures'),
    getLocale(),
    getPictures(ctx, request, choices),
  ]);
  const { days } = request;
  const [from, to] = [formatDay(days.from, locale), formatDay(days.to, locale)];
  const isNothing = pictures.takings.day?.every((one) => one.takenCount + one.backCount === 0);
  return (
    <>
      <div className="grid gap-3">
        <p className="text-ink-soft">
          {t('sentence', {
            days: from === to ? from : `${from} – ${to}`,
            currency: pictures.currency,
            zone: ctx.merchant.calendar.timeZone,
          })}
        </p>
        <Currencies ctx={ctx} asked={asked} pictures={pictures} />
        {!pictures.takings.hour && <Alert kind="warning">{t('tooSlow')}</Alert>}
      </div>
      {isNothing ? (
        <Nothing href={`/${ctx.merchant.slug}/pictures`} />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-8 xl:grid-cols-[repeat(2,minmax(0,1fr))]">
          {[...MOMENTS, ...THINGS].map((side) => (
            <TakingsOf
              key={side}
              side={side}
              all={pictures.takings[side]}
              {...{ ctx, request, asked, choices, currency: pictures.currency }}
            />
          ))}
        </div>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-8 xl:grid-cols-[repeat(2,minmax(0,1fr))]">
        <Declined ctx={ctx} request={request} asked={asked} pictures={pictures} />
        <Times ctx={ctx} request={request} asked={asked} pictures={pictures} choices={choices} />
      </div>
    </>
  );
}

/** One currency is drawn at a time; the others are a press away. */
async function Currencies({
  ctx,
  asked,
  pictures,
}: Pick<PicturesPartProps, 'ctx' | 'asked'> & { pictures: Pictures }) {
  const t = await getTranslations('pictures');
  if (pictures.currencies.length < 2) return null;
  const tabs = pictures.currencies.map((currency) => ({
    href: hrefWith(`/${ctx.merchant.slug}/pictures`, asked, { currency }),
    label: currency,
    isCurrent: currency === pictures.currency,
  }));
  return (
    <div data-frame>
      <LinkTabs label={t('currencies')} tabs={tabs} />
    </div>
  );
}

type TakingsOfProps = PicturesPartProps & {
  side: Side;
  all: Takings[] | null;
  currency: Pictures['currency'];
};

async function TakingsOf({ ctx, request, asked, choices, side, all, currency }: TakingsOfProps) {
  const [t, say] = await Promise.all([getTranslations('pictures'), sayValue(choices)]);
  const isThing = THINGS.some((thing) => thing === side);
  // Where nothing is told apart there is nothing to draw.
  if (!all || (isThing && all.every(({ value }) => value === ''))) return null;
  const hrefTo = (value: string) => hrefBehind(ctx.merchant.slug, asked, request, { side, value, currency });
  return (
    <TakingsPicture
      title={t(`sides.${side}`)}
      sentence={side === 'hour' ? t('hourSentence') : undefined}
      head={t(`heads.${side}`)}
      rows={all.map((one) => ({ ...one, ...say(side, one.value), href: hrefTo(one.value) }))}
      sum={sumTakings(all)}
      currency={currency}
      form={isThing ? 'rows' : 'columns'}
    />
  );
}

type CountsProps = Pick<PicturesPartProps, 'ctx' | 'request' | 'asked'> & { pictures: Pictures };

async function Declined({ ctx, request, asked, pictures }: CountsProps) {
  const [t, reasonText] = await Promise.all([getTranslations('pictures.declined'), sayReason()]);
  if (!pictures.declined) return null;
  const rows = pictures.declined.map(({ reason, count }) => ({
    reason,
    count,
    text: reason === '' ? t('unsaid') : reasonText(reason),
    href: hrefBehind(ctx.merchant.slug, asked, request, { side: 'declined', value: reason }),
  }));
  return (
    <Section title={t('title')} sentence={t('sentence')}>
      <DeclinedTable rows={rows} />
    </Section>
  );
}

async function Times({
  ctx,
  request,
  asked,
  pictures,
  choices,
}: CountsProps & Pick<PicturesPartProps, 'choices'>) {
  const [t, say] = await Promise.all([getTranslations('pictures.times'), sayValue(choices)]);
  if (!pictures.times) return null;
  const rows = pictures.times.map(({ deviceId, ...time }) => ({
    ...time,
    id: deviceId,
    name: say('device', deviceId).name,
    href: hrefBehind(ctx.merchant.slug, asked, request, { side: 'device', value: deviceId }) ?? '',
  }));
  return (
    <Section title={t('title')} sentence={t('sentence')}>
      <TimesTable rows={rows} />
    </Section>
  );
}

async function Nothing({ href }: { href: string }) {
  const t = await getTranslations('pictures.nothing');
  return (
    <div className="rounded-lg border bg-surface">
      <EmptyState
        icon={<ChartNoAxesColumn />}
        title={t('title')}
        action={
          <Link href={href} prefetch={false} className={buttonLook()}>
            {t('action')}
          </Link>
        }
      >
        {t('text')}
      </EmptyState>
    </div>
  );
}

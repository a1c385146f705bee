import { useLocale, useTranslations } from 'next-intl';
import { amountParts, formatAmount, MINUS } from '#components/money/format-amount.ts';
import { classNames } from '#components/ui/class-names.ts';
import type { CurrencyCode, Money } from '#server/kernel/money.ts';
import { heightOn, labelEvery, type Scale, scaleOf } from './scale.ts';
import type { ShownTakings } from './shown-takings.ts';

type ColumnsProps = { bars: ShownTakings[]; currency: CurrencyCode };

/** A column is ten wide, its bar six; the height of the drawing is a thousand. */
const COLUMN = 10;
const HEIGHT = 1000;
/** So many labels fit below on a phone. */
const MOST_LABELS = 8;

/**
 * Columns from zero: up what was taken, down what went back. For the eye and the mouse, each leading to its list; the table
 * beside it has the same figures and links for everybody else.
 */
export function TakingsColumns({ bars, currency }: ColumnsProps) {
  const scale = scaleOf(
    Math.max(...bars.map((bar) => bar.takenMinor)),
    Math.max(...bars.map((bar) => bar.backMinor)),
  );
  return (
    <div aria-hidden className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 pt-4 text-ink-soft text-xs">
      <Amounts scale={scale} currency={currency} />
      <div className="relative h-52 print:h-40">
        <svg
          aria-hidden
          className="absolute inset-0 size-full"
          viewBox={`0 0 ${bars.length * COLUMN} ${HEIGHT}`}
          preserveAspectRatio="none"
        >
          <Lines scale={scale} width={bars.length * COLUMN} />
          {bars.map((bar, place) => (
            <Column key={bar.value} bar={bar} place={place} scale={scale} currency={currency} />
          ))}
        </svg>
        <Largest bars={bars} scale={scale} currency={currency} />
      </div>
      <Names bars={bars} />
    </div>
  );
}

function Column({
  bar,
  place,
  scale,
  currency,
}: { bar: ShownTakings; place: number; scale: Scale } & Omit<ColumnsProps, 'bars'>) {
  const t = useTranslations('pictures');
  const locale = useLocale();
  const said = (minor: number) => formatAmount({ minor, currency }, locale);
  const x = place * COLUMN;
  const y = (value: number) => (1 - heightOn(scale, value)) * HEIGHT;
  return (
    <a href={bar.href ?? undefined} tabIndex={-1} className="group">
      <title>
        {t('openList', { name: bar.name, taken: said(bar.takenMinor), back: said(bar.backMinor) })}
      </title>
      <rect x={x} width={COLUMN} height={HEIGHT} className="fill-transparent group-hover:fill-hover" />
      <rect
        x={x + 2}
        y={y(bar.takenMinor)}
        width={6}
        height={y(0) - y(bar.takenMinor)}
        className="fill-accent"
      />
      <rect x={x + 2} y={y(0)} width={6} height={y(-bar.backMinor) - y(0)} className="fill-refunded" />
    </a>
  );
}

function Lines({ scale, width }: { scale: Scale; width: number }) {
  return scale.ticks.map((tick) => {
    const y = (1 - heightOn(scale, tick)) * HEIGHT;
    return (
      <line
        key={tick}
        x2={width}
        y1={y}
        y2={y}
        vectorEffect="non-scaling-stroke"
        className={tick === 0 ? 'stroke-line-firm' : 'stroke-line'}
      />
    );
  });
}

/** The amounts at the lines, as short as they can be said exactly. */
function Amounts({ scale, currency }: { scale: Scale; currency: CurrencyCode }) {
  const locale = useLocale();
  const parts = scale.ticks.map((minor) => amountParts({ minor, currency }, locale));
  const isWhole = parts.every(({ fraction }) => /^\D?0*$/.test(fraction));
  return (
    <div className="relative h-52 text-right tabular-nums print:h-40">
      {parts.map(({ sign, whole, fraction }, place) => (
        <span
          key={`${sign}${whole}${fraction}`}
          className="-translate-y-1/2 absolute right-0 leading-none"
          style={{ top: `${(1 - heightOn(scale, scale.ticks[place] ?? 0)) * 100}%` }}
        >
          {sign === MINUS ? MINUS : ''}
          {whole}
          {!isWhole && fraction}
        </span>
      ))}
      <span className="invisible block h-0 overflow-hidden">
        {widest(parts.map(({ sign, whole, fraction }) => `${sign}${whole}${isWhole ? '' : fraction}`))}
      </span>
    </div>
  );
}

function widest(texts: string[]): string {
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}

/** What the highest column says, above it. */
function Largest({ bars, scale, currency }: ColumnsProps & { scale: Scale }) {
  const locale = useLocale();
  const largest = bars.reduce(
    (best, bar) => (bar.takenMinor > best.takenMinor ? bar : best),
    bars[0] ?? NONE,
  );
  if (largest.takenMinor === 0) return null;
  const money: Money = { minor: largest.takenMinor, currency };
  const at = ((bars.indexOf(largest) + 0.5) / bars.length) * 100;
  return (
    <span
      className="absolute whitespace-nowrap pb-0.5 font-medium text-ink tabular-nums leading-none"
      style={{
        bottom: `${heightOn(scale, largest.takenMinor) * 100}%`,
        left: `${at}%`,
        // Inside the drawing, wherever its column stands.
        translate: `-${at}% 0`,
      }}
    >
      {formatAmount(money, locale)}
    </span>
  );
}

function Names({ bars }: Pick<ColumnsProps, 'bars'>) {
  const every = labelEvery(bars.length, MOST_LABELS);
  const isLong = bars.some(({ shortName }) => shortName.length > 2);
  return (
    <div className="relative col-start-2 h-5">
      {bars.map(
        (bar, place) =>
          place % every === 0 && (
            <span
              key={bar.value}
              className={classNames(
                '-translate-x-1/2 absolute top-1 whitespace-nowrap leading-none',
                // Of long ones every other fits on a phone.
                isLong && (place / every) % 2 === 1 && 'max-md:hidden',
              )}
              style={{ left: `${((place + 0.5) / bars.length) * 100}%` }}
            >
              {bar.shortName}
            </span>
          ),
      )}
    </div>
  );
}

const NONE = { takenMinor: 0 } as ShownTakings;

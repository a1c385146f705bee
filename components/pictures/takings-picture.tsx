import { useTranslations } from 'next-intl';
import { Section } from '#components/devices/section.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { Takings } from '#server/pictures/takings.ts';
import { Legend } from './legend.tsx';
import type { ShownTakings } from './shown-takings.ts';
import { TakingsColumns } from './takings-columns.tsx';
import { TakingsTable } from './takings-table.tsx';

type TakingsPictureProps = {
  title: string;
  sentence?: string;
  head: string;
  rows: ShownTakings[];
  sum: Omit<Takings, 'value'>;
  currency: CurrencyCode;
  /** `columns`: moments beside each other, their table behind a press; `rows`: things below each other, table and picture in one. */
  form: 'columns' | 'rows';
};

/** What was taken and given back by one side, drawn and in figures. */
export function TakingsPicture({ title, sentence, head, rows, sum, currency, form }: TakingsPictureProps) {
  const t = useTranslations('pictures');
  const table = (
    <TakingsTable
      caption={`${title}, ${currency}`}
      head={head}
      rows={rows}
      sum={sum}
      currency={currency}
      hasBars={form === 'rows'}
    />
  );
  return (
    <div className={form === 'rows' ? 'min-w-0 xl:col-span-2' : 'min-w-0'}>
      <Section title={title} sentence={sentence}>
        {form === 'rows' ? (
          <div className="grid gap-2 break-inside-avoid">
            <Legend hasBack={sum.backCount > 0} />
            {table}
          </div>
        ) : (
          <figure className="min-w-0 break-inside-avoid rounded-lg border bg-surface p-4">
            <figcaption>
              <span className="sr-only">{`${title}, ${currency}`}</span>
              <Legend hasBack={sum.backCount > 0} />
            </figcaption>
            <TakingsColumns bars={rows} currency={currency} />
            <details className="opened-on-paper mt-2">
              <summary className="w-fit rounded-sm py-1 text-ink-soft text-sm hover:text-ink max-md:py-3">
                {t('asTable')}
              </summary>
              <div className="pt-1">{table}</div>
            </details>
          </figure>
        )}
      </Section>
    </div>
  );
}

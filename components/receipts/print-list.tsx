import { useTranslations } from 'next-intl';
import { Instant } from '#components/time/instant.tsx';
import type { Copy, Print } from '#server/receipts/get-slip.ts';

type PrintListProps = {
  /** Newest first; `name` is null for a person who no longer works here. */
  prints: readonly Pick<Print, 'number' | 'form' | 'printedAt' | 'name'>[];
  timeZone: string;
};

/** Who printed the slip, when, and what the next print will be. */
export function PrintList({ prints, timeZone }: PrintListProps) {
  const t = useTranslations('receipt.prints');
  const forms = useTranslations('slip.forms');
  return (
    <section aria-labelledby="prints" className="grid gap-2">
      <h2 id="prints" className="text-base">
        {t('title')} <span className="font-normal text-ink-soft text-xs">({timeZone})</span>
      </h2>
      {prints.length === 0 && <p className="text-ink-soft text-sm">{t('none')}</p>}
      <ol reversed className="divide-y border-y text-sm empty:hidden">
        {prints.map((print) => (
          <li key={print.number} className="flex flex-wrap justify-between gap-x-4 py-1.5">
            <span>
              <span className="font-medium">{t('number', { number: print.number })}</span>{' '}
              <span className="text-ink-soft">
                {forms(print.form)} · {print.name === null ? t('byFormer') : t('by', { name: print.name })}
              </span>
            </span>
            <Instant at={print.printedAt} timeZone={timeZone} detail="full" className="text-ink-soft" />
          </li>
        ))}
      </ol>
      <p className="text-ink-soft text-sm">{t('next', { number: (prints[0]?.number ?? 0) + 1 })}</p>
    </section>
  );
}

/** What left other than on paper, as what, and by whom. */
export function CopyList({ copies, timeZone }: { copies: readonly Copy[]; timeZone: string }) {
  const t = useTranslations('slip');
  const former = useTranslations('story.notes');
  return (
    <section aria-labelledby="copies" className="grid gap-2">
      <h2 id="copies" className="text-base">
        {t('copies.title')} <span className="font-normal text-ink-soft text-xs">({timeZone})</span>
      </h2>
      {copies.length === 0 && <p className="text-ink-soft text-sm">{t('copies.none')}</p>}
      <ol reversed className="divide-y border-y text-sm empty:hidden">
        {copies.map((copy) => (
          <li key={copy.id} className="flex flex-wrap justify-between gap-x-4 py-1.5">
            <span>
              <span className="font-medium">{t(`forms.${copy.form}`)}</span>{' '}
              <span className="text-ink-soft">{copy.name ?? former('byFormer')}</span>
            </span>
            <Instant at={copy.madeAt} timeZone={timeZone} detail="full" className="text-ink-soft" />
          </li>
        ))}
      </ol>
    </section>
  );
}

import { useTranslations } from 'next-intl';
import { Instant } from '#components/time/instant.tsx';

type PrintListProps = {
  /** Newest first; `name` is null for a person who no longer works here. */
  prints: readonly { number: number; printedAt: Date; name: string | null }[];
  timeZone: string;
};

/** Who printed the slip, when, and what the next print will be. */
export function PrintList({ prints, timeZone }: PrintListProps) {
  const t = useTranslations('receipt.prints');
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
                {print.name === null ? t('byFormer') : t('by', { name: print.name })}
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

import { ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { buttonLook } from '#components/ui/button.tsx';

type ActionsBarProps = {
  /** Address of the slip; left out while there is none, or for those who may not see it. */
  slipHref?: string;
  /** The button that has the provider asked; left out when nothing is open or the role does not include it. */
  ask?: ReactNode;
  /** What moves its money on: give it back, or capture or release it; left out when there is nothing. */
  money?: ReactNode;
};

/** What can be done about a transaction; the one that matters most last. Nothing at all when there is nothing. */
export function ActionsBar({ slipHref, ask, money }: ActionsBarProps) {
  const t = useTranslations('transactions.actions');
  if (!slipHref && !ask && !money) return null;
  return (
    <section aria-label={t('label')} className="flex flex-wrap items-start gap-2" data-frame>
      {slipHref && (
        <Link href={slipHref} prefetch={false} className={buttonLook('secondary')}>
          <ReceiptText aria-hidden />
          {t('slip')}
        </Link>
      )}
      {ask}
      {money}
    </section>
  );
}

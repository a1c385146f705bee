import { Maximize2, X } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { FamilySection } from '#components/transactions/family.tsx';
import { Timeline } from '#components/transactions/timeline.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { type Context, NotFound } from '#server/auth/context.ts';
import { getTransaction, type TransactionDetail } from '#server/transactions/get-transaction.ts';
import { FactsOf } from '../[id]/facts-of.tsx';
import { Head } from '../[id]/head.tsx';

type PanelProps = {
  ctx: Context<'transactions:see'>;
  /** As the address has it. */
  id: string;
  /** The list without it. */
  closeHref: string;
};

/** One transaction beside the list; on a phone instead of it. What does not exist for this person is said in its place. */
export async function Panel({ ctx, id, closeHref }: PanelProps) {
  const [t, transaction] = await Promise.all([
    getTranslations('find.panel'),
    getTransaction(ctx, id).catch(nothing),
  ]);
  return (
    // A new one for each, so that it begins at its top.
    <aside
      key={id}
      aria-label={t('label')}
      className="grid min-w-0 content-start gap-4 rounded-lg border bg-surface px-4 py-3 lg:sticky lg:top-(--ledger-top) lg:max-h-[calc(100dvh-var(--ledger-top)-1rem)] lg:overflow-y-auto"
    >
      <div className="flex items-center justify-end gap-1" data-frame>
        {transaction && (
          <Link
            href={`/${ctx.merchant.slug}/transactions/${transaction.id}`}
            prefetch={false}
            className={buttonLook('ghost')}
          >
            <Maximize2 aria-hidden />
            {t('openPage')}
          </Link>
        )}
        <Link
          href={closeHref}
          replace
          prefetch={false}
          scroll={false}
          aria-label={t('close')}
          title={t('close')}
          className={buttonLook('ghost', 'icon')}
        >
          <X aria-hidden />
        </Link>
      </div>
      {transaction ? (
        <Contents ctx={ctx} transaction={transaction} />
      ) : (
        <Alert kind="warning">{t('none')}</Alert>
      )}
      <p className="border-t pt-2 text-ink-soft text-xs max-lg:hidden" data-frame>
        {t('keys')}
      </p>
    </aside>
  );
}

function Contents({ ctx, transaction }: Pick<PanelProps, 'ctx'> & { transaction: TransactionDetail }) {
  const { slug, calendar } = ctx.merchant;
  const { timeZone } = calendar;
  const members = transaction.family?.members ?? [];
  return (
    <>
      <Head ctx={ctx} merchant={slug} transaction={transaction} startsDeciding={false} />
      {transaction.family && (
        <FamilySection
          family={transaction.family}
          currentId={transaction.id}
          merchant={slug}
          timeZone={timeZone}
        />
      )}
      <FactsOf ctx={ctx} transaction={transaction} />
      <Timeline
        lines={transaction.timeline}
        kind={transaction.kind}
        currency={transaction.amount.currency}
        timeZone={timeZone}
      />
      <RefreshOnChange
        merchant={slug}
        topic="transaction"
        ids={[transaction.id, ...members.map((member) => member.id)]}
        isMoving={[transaction, ...members].some((each) => each.settledAt === null)}
      />
    </>
  );
}

function nothing(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}

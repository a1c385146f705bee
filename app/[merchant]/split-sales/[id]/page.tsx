import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { toLiveSplit } from '#app/api/live/to-live-split.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { SplitFacts } from '#components/split-sales/split-facts.tsx';
import { SplitLines } from '#components/split-sales/split-lines.tsx';
import { SplitSalePanel } from '#components/split-sales/split-sale-panel.tsx';
import { Instant } from '#components/time/instant.tsx';
import { ExchangeList } from '#components/transactions/exchange-list.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import {
  addPaymentAction,
  askSplitNowAction,
  completeSplitSaleAction,
  giveUpSplitSaleAction,
  takeUpAgainAction,
} from '../actions.ts';
import { loadSplitSale } from './load-split-sale.ts';

type SplitSalePageProps = { params: Promise<{ merchant: string; id: string }> };

export async function generateMetadata({ params }: SplitSalePageProps): Promise<Metadata> {
  const { merchant, id } = await params;
  const [{ splitSale }, t, locale] = await Promise.all([
    loadSplitSale(merchant, id),
    getTranslations('splitSale'),
    getLocale(),
  ]);
  return { title: t('title', { amount: formatAmount(splitSale.amount, locale) }) };
}

/** One split sale: what remains and what to do on top, what is sold and its facts below. */
export default async function SplitSalePage({ params }: SplitSalePageProps) {
  const { merchant, id } = await params;
  const { ctx, splitSale } = await loadSplitSale(merchant, id);
  const [t, transactions, locale] = await Promise.all([
    getTranslations('splitSale'),
    getTranslations('transactions.detail'),
    getLocale(),
  ]);
  const { role } = ctx.actor;
  const { timeZone } = ctx.merchant.calendar;
  return (
    <ClientMessages also={['moneyBack', 'reason', 'sale', 'splitSale', 'stop', 'transactions']}>
      <PageHeader
        back={{ href: `/${merchant}/transactions`, label: transactions('back') }}
        title={t('title', { amount: formatAmount(splitSale.amount, locale) })}
        sentence={
          <>
            {splitSale.device.label} · {splitSale.device.branchName} ·{' '}
            <Instant at={splitSale.createdAt} timeZone={timeZone} />
          </>
        }
      />
      <div className="grid gap-8">
        <SplitSalePanel
          key={splitSale.id}
          merchant={merchant}
          timeZone={timeZone}
          initial={toLiveSplit(ctx, splitSale)}
          maxInstallmentCount={splitSale.maxInstallmentCount}
          actions={actionsFor(role, merchant)}
        />
        <div className="grid gap-x-10 gap-y-6 border-t pt-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
          <div className="grid content-start gap-6">
            <SplitLines lines={splitSale.lines} amount={splitSale.amount} />
            <ExchangeList exchanges={splitSale.exchanges} timeZone={timeZone} />
          </div>
          <SplitFacts
            splitSale={splitSale}
            timeZone={timeZone}
            deviceHref={
              allows(role, 'devices:see') ? `/${merchant}/devices/${splitSale.deviceId}` : undefined
            }
          />
        </div>
      </div>
      <RefreshOnChange merchant={merchant} topic="split-sale" ids={[splitSale.id]} />
    </ClientMessages>
  );
}

function actionsFor(role: Context['actor']['role'], merchant: string) {
  const takes = allows(role, 'sale:start');
  return {
    add: takes ? addPaymentAction.bind(null, merchant) : null,
    complete: takes ? completeSplitSaleAction.bind(null, merchant) : null,
    takeUp: takes ? takeUpAgainAction.bind(null, merchant) : null,
    ask: allows(role, 'transactions:ask') ? askSplitNowAction.bind(null, merchant) : null,
    giveUp: allows(role, 'void:start') ? giveUpSplitSaleAction.bind(null, merchant) : null,
  };
}

import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactElement } from 'react';
import { toLive } from '#app/api/live/to-live.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { ActionsBar } from '#components/transactions/actions-bar.tsx';
import { ApprovedAnyway, isApprovedAnyway } from '#components/transactions/approved-anyway.tsx';
import { AskNowButton } from '#components/transactions/ask-now-button.tsx';
import { FlagAlerts } from '#components/transactions/flag-alerts.tsx';
import { OpenLadder } from '#components/transactions/open-ladder.tsx';
import { OutcomeSentence } from '#components/transactions/outcome-sentence.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import { WhySentence } from '#components/transactions/why-sentence.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { canAsk } from '#server/transactions/asking.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';
import { abortSaleAction, askNowAction } from './actions.ts';
import { Decision } from './decision.tsx';
import { GiveBack } from './give-back.tsx';
import { Hold } from './hold.tsx';
import { WaitingRefund } from './waiting-refund.tsx';

type Shown = { ctx: Context<'transactions:see'>; merchant: string; transaction: TransactionDetail };

/** The amount, how it stands, and what can be done; `back` leads to the list, where that is not beside it. */
export async function Head({
  ctx,
  merchant,
  transaction,
  startsDeciding,
  back,
}: Shown & { startsDeciding: boolean; back?: ReactElement }) {
  const t = await getTranslations('transactions');
  const isOpen = transaction.settledAt === null;
  return (
    <div className="mb-6 border-b pb-5">
      <PageHeader
        back={back}
        level={back ? 1 : 2}
        title={
          <>
            <span className="block font-medium text-ink-soft text-sm">{t(`kind.${transaction.kind}`)}</span>
            <TransactionAmount kind={transaction.kind} amount={transaction.amount} size="subject" />
          </>
        }
        actions={
          <ActionsBar
            ask={
              canAsk(transaction) &&
              allows(ctx.actor.role, 'transactions:ask') && (
                <AskNowButton
                  transactionId={transaction.id}
                  action={askNowAction.bind(null, merchant)}
                  variant="primary"
                />
              )
            }
            slipHref={
              isOpen || !allows(ctx.actor.role, 'receipts:print')
                ? undefined
                : `/${merchant}/receipts/${transaction.id}`
            }
            money={!isApprovedAnyway(transaction) && moneyActions(ctx, transaction)}
          />
        }
      />
      <Words ctx={ctx} merchant={merchant} transaction={transaction} />
      <Decision ctx={ctx} transaction={transaction} startsOpen={startsDeciding} />
    </div>
  );
}

/** How it stands: on the ladder while it is open, in a sentence afterwards; and what else has to be known of it. */
async function Words({ ctx, merchant, transaction }: Shown) {
  const [t, splitSale, stop] = await Promise.all([
    getTranslations('transactions'),
    getTranslations('splitSale'),
    getTranslations('stop'),
  ]);
  return (
    <div className="grid gap-2">
      {transaction.settledAt === null ? (
        <ClientMessages also={['reason', 'stop', 'transactions']}>
          <OpenLadder
            merchant={merchant}
            timeZone={ctx.merchant.calendar.timeZone}
            initial={{ at: ctx.clock.now().toISOString(), transaction: toLive(ctx, transaction) }}
            stop={abortSaleAction.bind(null, merchant)}
          />
        </ClientMessages>
      ) : (
        <OutcomeSentence
          status={transaction.status}
          outcome={transaction.outcome}
          canAsk={transaction.device.canQuery}
          why={isWordOfPerson(transaction.timeline) && t('detail.byHand')}
          next={
            isApprovedAnyway(transaction)
              ? stop('anyway.next')
              : isDisputed(transaction) && t('detail.disputedNext')
          }
          more={await saySummary(transaction)}
        />
      )}
      <WhySentence why={transaction.why} timeZone={ctx.merchant.calendar.timeZone} />
      <ApprovedAnyway transaction={transaction} action={moneyActions(ctx, transaction)} />
      <RefundInstead ctx={ctx} transaction={transaction} />
      <WaitingRefund ctx={ctx} transaction={transaction} />
      {transaction.outcomeText && (
        <p className="text-ink-soft text-sm">{t('detail.providerSays', { text: transaction.outcomeText })}</p>
      )}
      {transaction.device.isOnline && transaction.kind === 'sale' && (
        <p className="text-sm">
          <Link
            href={`/${merchant}/payment-links/${transaction.id}`}
            prefetch={false}
            className="underline underline-offset-2"
          >
            {t('detail.openLink')}
          </Link>
        </p>
      )}
      {transaction.splitSaleId && (
        <p className="text-sm">
          <Link
            href={`/${merchant}/split-sales/${transaction.splitSaleId}`}
            prefetch={false}
            className="underline underline-offset-2"
          >
            {splitSale('partOf')}
          </Link>
        </p>
      )}
      <FlagAlerts transaction={{ ...transaction, flags: transaction.openFlags }} />
    </div>
  );
}

/** It ended without money moved, and something that is not decided yet speaks against that. */
function isDisputed({ state, openFlags }: TransactionDetail): boolean {
  return state !== 'approved' && openFlags.includes('contradiction');
}

/** That it was approved is what a person found out; the bank has not said so, before or since. */
function isWordOfPerson(timeline: TransactionDetail['timeline']): boolean {
  const entries = timeline.flatMap(({ entry }) => entry ?? []);
  const isSaid = entries.some(
    (entry) =>
      (entry.kind === 'settled' && entry.state === 'approved') ||
      (entry.kind === 'called_back' && entry.result === 'confirmed'),
  );
  return !isSaid && entries.some((entry) => entry.kind === 'decided' && entry.verdict === 'approved');
}

/** What moves the money on, as far as this person may; nothing for what moved none. */
function moneyActions(ctx: Context<'transactions:see'>, { id, kind, state }: TransactionDetail) {
  if (state !== 'approved') return null;
  if (kind === 'preauthorization') return <Hold ctx={ctx} holdId={id} />;
  const isMoney = kind === 'sale' || kind === 'capture';
  return isMoney && allows(ctx.actor.role, 'refund:request') ? <GiveBack ctx={ctx} saleId={id} /> : null;
}

/** How much of a hold was captured; null for what is none. */
async function saySummary({ kind, status, family }: TransactionDetail): Promise<string | null> {
  if (kind !== 'preauthorization' || status !== 'captured' || !family?.hold) return null;
  const [t, locale] = await Promise.all([getTranslations('moneyBack.hold'), getLocale()]);
  const held = formatAmount(family.hold.held, locale);
  const captured = formatAmount(family.hold.captured, locale);
  return family.hold.captured.minor < family.hold.held.minor
    ? t('capturedPart', { captured, held })
    : t('capturedWhole', { held });
}

/** On a void that the provider refused: that the money can still go back, and the action that does it. */
async function RefundInstead({ ctx, transaction }: Pick<Shown, 'ctx' | 'transaction'>) {
  const { kind, state, originalId } = transaction;
  if (kind !== 'void' || state !== 'failed' || !originalId || !allows(ctx.actor.role, 'refund:start'))
    return null;
  const { whole } = await getMoneyBack(ctx, originalId);
  if (whole.way !== 'refund' || whole.because !== 'void_refused') return null;
  const t = await getTranslations('moneyBack');
  return (
    <Alert kind="warning" action={<GiveBack ctx={ctx} saleId={originalId} />}>
      {t('instead')}
    </Alert>
  );
}

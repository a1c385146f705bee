'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useLiveSplitSale } from '#components/live/follow-split-sale.ts';
import { useLiveChange } from '#components/live/live-provider.tsx';
import type { LiveSplitSale, LiveSplitSaleRead } from '#components/live/live-split-sale.ts';
import { queryKeys } from '#components/live/query-keys.ts';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { LiveLadder } from '#components/transactions/live-ladder.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { GiveUp } from './give-up.tsx';
import { PaymentForm } from './payment-form.tsx';
import { PaymentList } from './payment-list.tsx';
import type { SplitAction } from './split-action.ts';
import { SplitOutcome } from './split-outcome.tsx';
import { StepForm } from './step-form.tsx';

export type SplitActions = {
  /** Null for those who may not have the provider asked. */
  ask: SplitAction | null;
  /** Null for those who may not take payments. */
  add: SplitAction | null;
  complete: SplitAction | null;
  takeUp: SplitAction | null;
  /** Null for those who may not void. */
  giveUp: SplitAction | null;
};

type SplitSalePanelProps = {
  /** The merchant's address. */
  merchant: string;
  timeZone: string;
  initial: LiveSplitSaleRead;
  maxInstallmentCount: number;
  actions: SplitActions;
};

/** A sale that several payments pay: what remains, what was paid, what runs, and the next step. Moves by itself. */
export function SplitSalePanel(props: SplitSalePanelProps) {
  const { merchant, timeZone, initial } = props;
  const t = useTranslations('splitSale');
  const { data, error } = useLiveSplitSale(merchant, initial);
  const { splitSale, at } = data;
  useFollowPayments(merchant, splitSale);
  const { running } = splitSale;
  return (
    <div
      className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]"
      data-split={splitSale.state}
    >
      <div className="grid content-start gap-6">
        <Figures splitSale={splitSale} />
        {splitSale.isContradicted && <Contradiction splitSale={splitSale} />}
        <div role="status" className="grid gap-1">
          <SplitOutcome splitSale={splitSale} />
          {splitSale.next.kind === 'ask' && (
            <p className="text-ink-soft">
              <NextQuestion next={splitSale.next} at={at} timeZone={timeZone} />
            </p>
          )}
          {error && <p className="text-sm text-unknown">{t('stale')}</p>}
        </div>
        <section aria-labelledby="payments" className="grid gap-2">
          <h2 id="payments" className="text-base">
            {t('payments.title')}
          </h2>
          <PaymentList merchant={merchant} splitSale={splitSale} timeZone={timeZone} />
        </section>
      </div>
      <div className="grid content-start gap-6" data-frame>
        {running && (
          <div className="rounded-lg border bg-surface p-4">
            <LiveLadder
              key={running.id}
              merchant={merchant}
              initial={{ at, transaction: running }}
              timeZone={timeZone}
            />
          </div>
        )}
        {/* After each payment the next one is a new form, which begins with what remains then. */}
        <Steps
          key={`${splitSale.state} ${splitSale.payments.length} ${splitSale.remaining.minor}`}
          {...props}
          splitSale={splitSale}
        />
      </div>
    </div>
  );
}

function Figures({ splitSale }: { splitSale: LiveSplitSale }) {
  const t = useTranslations('splitSale');
  const locale = useLocale();
  const { amount, paid, reserved, remaining } = splitSale;
  return (
    <div className="grid gap-2">
      <p className="text-ink-soft">{t('remaining')}</p>
      <p data-remaining={remaining.minor}>
        <Amount money={remaining} size="subject" />
      </p>
      <Bar splitSale={splitSale} />
      <p className="text-ink-soft text-sm">
        {t('paidOf', { paid: formatAmount(paid, locale), amount: formatAmount(amount, locale) })}
      </p>
      {reserved.minor > 0 && (
        <p className="text-sm text-unknown">{t('held', { amount: formatAmount(reserved, locale) })}</p>
      )}
    </div>
  );
}

/** How much is paid, and behind it how much a running payment holds. */
function Bar({ splitSale: { amount, paid, reserved } }: { splitSale: LiveSplitSale }) {
  const t = useTranslations('splitSale');
  const percent = (minor: number) => `${Math.min(100, (minor / amount.minor) * 100)}%`;
  return (
    <div
      role="progressbar"
      aria-label={t('progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.floor((paid.minor / amount.minor) * 100))}
      className="relative h-2 w-full max-w-md overflow-hidden rounded-full bg-line"
    >
      <span
        className="absolute inset-y-0 left-0 bg-unknown/50"
        style={{ width: percent(paid.minor + reserved.minor) }}
      />
      <span className="absolute inset-y-0 left-0 bg-accent" style={{ width: percent(paid.minor) }} />
    </div>
  );
}

function Contradiction({ splitSale }: { splitSale: LiveSplitSale }) {
  const t = useTranslations('splitSale.contradiction');
  const locale = useLocale();
  const { paid, amount } = splitSale;
  return (
    <Alert kind="error" title={t('title')}>
      {t('text', { paid: formatAmount(paid, locale), amount: formatAmount(amount, locale) })}
    </Alert>
  );
}

/** What can be done now: the next payment, the completion, the way out. Nothing while the terminal is at work, or at the end. */
function Steps({
  merchant,
  splitSale,
  maxInstallmentCount,
  actions,
}: SplitSalePanelProps & { splitSale: LiveSplitSale }) {
  const t = useTranslations('splitSale');
  const locale = useLocale();
  const { id, state, remaining, running, next } = splitSale;
  const isWaiting = running ? t('complete.waiting') : undefined;
  if (state === 'open') {
    const isPaid = remaining.minor === 0;
    const notYet = isPaid ? undefined : t('complete.notYet', { remaining: formatAmount(remaining, locale) });
    return (
      <>
        {actions.add && !isPaid && !running && (
          <PaymentForm
            merchant={merchant}
            splitSale={splitSale}
            maxInstallmentCount={maxInstallmentCount}
            action={actions.add}
          />
        )}
        {actions.complete && (
          <StepForm
            merchant={merchant}
            splitSaleId={id}
            action={actions.complete}
            variant={isPaid ? 'primary' : 'secondary'}
            busy={t('complete.busy')}
            reason={isWaiting ?? notYet}
            hint={t('complete.ready')}
          >
            {t('complete.button')}
          </StepForm>
        )}
        {actions.giveUp && (
          <GiveUp merchant={merchant} splitSale={splitSale} action={actions.giveUp} reason={isWaiting} />
        )}
      </>
    );
  }
  if (state === 'completion_unknown' && actions.ask) {
    return (
      <StepForm
        merchant={merchant}
        splitSaleId={id}
        action={actions.ask}
        variant="primary"
        busy={t('ask.busy')}
      >
        {t('ask.button')}
      </StepForm>
    );
  }
  if (state !== 'giving_up' || next.kind !== 'person') return null;
  return (
    <>
      {actions.giveUp && (
        <StepForm
          merchant={merchant}
          splitSaleId={id}
          action={actions.giveUp}
          variant="danger"
          busy={t('giveUp.sending')}
        >
          {t('giveUp.goOn', { amount: formatAmount(splitSale.paid, locale) })}
        </StepForm>
      )}
      {actions.takeUp && (
        <StepForm
          merchant={merchant}
          splitSaleId={id}
          action={actions.takeUp}
          variant="secondary"
          busy={t('takeUp.sending')}
          hint={t('takeUp.hint')}
        >
          {t('takeUp.button')}
        </StepForm>
      )}
    </>
  );
}

function NextQuestion({ next, at, timeZone }: { next: LiveSplitSale['next']; at: string; timeZone: string }) {
  const t = useTranslations('splitSale.next');
  const locale = useLocale();
  if (next.at === null || next.at <= at) return t('askNow');
  return t('askAt', { time: formatInstant(new Date(next.at), timeZone, locale, 'clock') });
}

/** Its payments and voids change on their own topic; when one does, how the sale stands is read again. */
function useFollowPayments(merchant: string, splitSale: LiveSplitSale): void {
  const client = useQueryClient();
  const own = new Set([
    ...splitSale.payments.flatMap(({ transaction, undo }) => [transaction.id, undo?.id]),
    splitSale.running?.id,
  ]);
  useLiveChange((change) => {
    if (change.merchant !== merchant || change.topic !== 'transaction' || !own.has(change.id)) return;
    void client.invalidateQueries({ queryKey: queryKeys.splitSale(merchant, splitSale.id) });
  });
}

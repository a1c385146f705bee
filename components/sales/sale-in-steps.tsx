'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { useLiveTransaction } from '#components/live/follow-transaction.ts';
import { LiveReads } from '#components/live/live-reads.tsx';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import type { SplitAction } from '#components/split-sales/split-action.ts';
import { LiveLadder } from '#components/transactions/live-ladder.tsx';
import type { StopAction } from '#components/transactions/stop-part.tsx';
import { Button, buttonLook } from '#components/ui/button.tsx';
import { DialogClose } from '#components/ui/dialog.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { ConfirmSale } from './confirm-sale.tsx';
import { type DraftSale, emptyDraft } from './draft-sale.ts';
import { priceDraft } from './price-draft.ts';
import { SaleForm } from './sale-form.tsx';

/** What the action that starts a sale answers. */
type SaleState = FormState & { value?: LiveTransactionRead };

/** What a sale is made of and with. */
export type SaleProps = {
  merchantSlug: string;
  /** Zone of the store. */
  timeZone: string;
  devices: SellableDevice[];
  action: (state: SaleState, form: FormData) => Promise<SaleState>;
  /** Starts a sale that several payments pay. */
  splitAction: SplitAction;
  /** Has what was sent stopped on its terminal; left out for those who may not. */
  stopAction?: StopAction;
};

/** Mounted anew each time the sheet opens, or for another sale: a new form is a new wish with its own key. */
export default function SaleInSteps(props: SaleProps) {
  const t = useTranslations('sale');
  const [round, setRound] = useState(0);
  if (props.devices.length === 0) return <EmptyState title={t('noDevices')}>{t('noDevicesText')}</EmptyState>;
  return (
    <LiveReads>
      <OneSale key={round} {...props} onAnother={() => setRound(round + 1)} />
    </LiveReads>
  );
}

function OneSale({
  merchantSlug,
  timeZone,
  devices,
  action,
  splitAction,
  stopAction,
  onAnother,
}: SaleProps & { onAnother: () => void }) {
  const t = useTranslations('sale');
  const [intentKey] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState<DraftSale>(() => emptyDraft(devices));
  const [isReviewing, setReviewing] = useState(false);
  const [state, send] = useActionState<SaleState, FormData>(
    (before, form) =>
      action(before, form).catch(() => ({ status: 'error' as const, formError: t('problem.notOnline') })),
    idleForm,
  );
  const device = devices.find((each) => each.id === draft.deviceId);
  const figures = device ? priceDraft(draft, device) : null;

  if (state.status === 'done' && state.value) {
    return (
      <div className="grid gap-5">
        <LiveLadder merchant={merchantSlug} initial={state.value} timeZone={timeZone} stop={stopAction} />
        <MayLeave merchant={merchantSlug} initial={state.value} />
        <div className="flex flex-wrap gap-2">
          <DialogClose>
            <Link
              href={`/${merchantSlug}/transactions/${state.value.transaction.id}`}
              className={buttonLook('secondary', 'lg')}
            >
              {t('openTransaction')}
            </Link>
          </DialogClose>
          <Button size="lg" onClick={onAnother}>
            {t('another')}
          </Button>
        </div>
      </div>
    );
  }
  if (isReviewing && device && figures) {
    return (
      <ConfirmSale
        intentKey={intentKey}
        draft={draft}
        figures={figures}
        device={device}
        state={state}
        action={send}
        merchant={merchantSlug}
        splitAction={splitAction}
        onBack={() => setReviewing(false)}
      />
    );
  }
  return (
    <SaleForm
      merchantSlug={merchantSlug}
      devices={devices}
      draft={draft}
      onChange={setDraft}
      onReview={() => setReviewing(true)}
      fieldErrors={state.fieldErrors ?? {}}
    />
  );
}

/** That nothing is lost when one goes on with other things, for as long as a result is awaited. */
function MayLeave({ merchant, initial }: { merchant: string; initial: LiveTransactionRead }) {
  const t = useTranslations('sale');
  const { data } = useLiveTransaction(merchant, initial);
  if (data.transaction.settledAt !== null) return null;
  return <p className="text-ink-soft text-sm">{t('leave')}</p>;
}

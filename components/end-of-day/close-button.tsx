'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { countOperations } from '#components/batches/count-operations.ts';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button, type ButtonVariant } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';
import type { Net } from '#server/batches/net.ts';

/** The action behind the button, already bound to its merchant. */
export type CloseAction = (state: FormState, form: FormData) => Promise<FormState>;

type CloseButtonProps = {
  action: CloseAction;
  device: { id: string; label: string };
  /** The open batch by our books; null when nothing was approved since the last close. */
  batch: { number: string | null; nets: Net[] } | null;
  /** A try before this one came to nothing. */
  isRetry?: boolean;
  /** What the button calls it: closing, where the page is about that, the end of the day, or our book of what the bank, or the provider of a page, closed. */
  names?: keyof typeof WORDS;
  variant?: ButtonVariant;
};

const WORDS = { close: 'open', day: 'endDay', book: 'bookOpen', online: 'bookOpen' } as const;
const MEANINGS = { close: 'meaning', day: 'meaning', book: 'bookMeaning', online: 'onlineMeaning' } as const;

/** Asks for the close of a device, and says on the button that does it which batch, how many operations and how much. */
export function CloseButton({
  action,
  device,
  batch,
  isRetry = false,
  names = 'close',
  variant,
}: CloseButtonProps) {
  const t = useTranslations('endOfDay.close');
  const common = useTranslations('common');
  const locale = useLocale();
  const [isOpen, setOpen] = useState(false);
  const [state, submit] = useActionState(action, idleForm);
  const name = batch && (batch.number ? t('batch', { number: batch.number }) : t('batchUnnumbered'));
  const sum = batch?.nets
    .map((net) => formatAmount({ minor: net.netMinor, currency: net.currency }, locale))
    .join(' + ');
  const operations = t('operations', { count: countOperations(batch?.nets ?? []) });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant={variant ?? (batch ? 'secondary' : 'ghost')}>
          {isRetry ? t('again') : t(WORDS[names])}
        </Button>
      }
      title={
        name ? t('title', { batch: name, device: device.label }) : t('titleNothing', { device: device.label })
      }
    >
      <form action={submit} className="grid gap-4">
        <input type="hidden" name="deviceId" value={device.id} />
        {state.status === 'error' && (
          <Alert kind="error" live>
            {state.formError ??
              Object.values(state.fieldErrors ?? {})
                .flat()
                .join(' ')}
          </Alert>
        )}
        <p className="text-pretty">
          {batch || names === 'book' || names === 'online' ? t(MEANINGS[names]) : t('nothing')}
        </p>
        <div className="flex flex-wrap justify-end gap-2">
          <DialogClose>
            <Button>{common('actions.cancel')}</Button>
          </DialogClose>
          <SubmitButton
            busy={t('sending')}
            className="h-auto! min-h-8 max-w-full shrink! whitespace-normal! py-1.5 text-left max-md:min-h-11"
          >
            {name && sum
              ? t('confirm', { batch: name, device: device.label, operations, sum })
              : t('confirmNothing', { device: device.label })}
          </SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}

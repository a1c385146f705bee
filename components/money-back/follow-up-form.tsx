'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState, useEffect, useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import { Input } from '#components/ui/input.tsx';
import type { MoneyBackOffer } from '#server/transactions/get-money-back.ts';

/** What the actions that void and refund answer. */
export type FollowUpState = FormState & { value?: LiveTransactionRead };

type FollowUpFormProps = {
  merchantSlug: string;
  offer: MoneyBackOffer;
  needsCard: boolean;
  action: (state: FollowUpState, form: FormData) => Promise<FollowUpState>;
  /** Text of the button for an amount that goes back; null while none is chosen. */
  confirm: (minor: number | null) => string;
  /** Fields that choose how much goes back; left out when it is everything. */
  children?: (errors: Record<string, string[]>, onMinor: (minor: number | null) => void) => ReactNode;
};

/** A void or refund: what is chosen, why, a button that says what it does, and then its way to the result. */
export function FollowUpForm({
  merchantSlug,
  offer,
  needsCard,
  action,
  confirm,
  children,
}: FollowUpFormProps) {
  const t = useTranslations('moneyBack');
  const said = useTranslations('sale.problem');
  const [intentKey] = useState(() => crypto.randomUUID());
  const [minor, setMinor] = useState<number | null>(null);
  const [state, send] = useActionState<FollowUpState, FormData>(
    (before, form) =>
      action(before, form).catch(() => ({ status: 'error' as const, formError: said('notOnline') })),
    idleForm,
  );
  const startedId = state.status === 'done' ? state.value?.transaction.id : undefined;
  const router = useRouter();
  // The void or refund has a page of its own with its way to the result; this one changes under the sheet as it goes on.
  useEffect(() => {
    if (startedId) router.push(`/${merchantSlug}/transactions/${startedId}`);
  }, [startedId, router, merchantSlug]);
  if (startedId) return <p role="status">{t('started')}</p>;
  return (
    <form action={send} className="grid gap-4">
      <ErrorSummary
        state={state}
        labels={{ amount: t('amount'), lines: t('lines.title'), reason: t('reason') }}
      />
      <input type="hidden" name="intentKey" value={intentKey} />
      <input type="hidden" name="saleId" value={offer.saleId} />
      {children?.(state.fieldErrors ?? {}, setMinor)}
      <Field
        name="reason"
        label={t('reason')}
        hint={t('reasonHint')}
        need="optional"
        errors={state.fieldErrors?.reason ?? []}
      >
        {(control) => (
          <Input {...control} maxLength={200} autoComplete="off" defaultValue={state.values?.reason ?? ''} />
        )}
      </Field>
      {needsCard && <p className="text-pretty text-sm">{t('cardNeeded', { device: offer.deviceLabel })}</p>}
      <SubmitButton
        variant="danger"
        size="lg"
        busy={t('sending')}
        className="h-auto min-h-12 whitespace-normal py-2"
      >
        {confirm(minor)}
      </SubmitButton>
    </form>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState, useState } from 'react';
import { useConfirmed } from '#components/auth/confirm-factor.tsx';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import { DeviceIsIdle } from '#components/sales/device-is-idle.tsx';
import { Input } from '#components/ui/input.tsx';
import type { SaleOption } from '#server/gateways/sale-options.ts';
import { RefundOptions } from './refund-options.tsx';

/** What the actions that void, refund, release and capture answer. */
export type FollowUpState = FormState & { value?: LiveTransactionRead | { approvalId: string } };

/** An action that starts a follow-up. */
export type FollowUpAction = (state: FormState, form: FormData) => Promise<FollowUpState>;

type FollowUpFormProps = {
  merchantSlug: string;
  /** What it follows: the field and the id. */
  subject: { field: 'saleId' | 'holdId'; id: string };
  action: FollowUpAction;
  /** Where it may need a second person: when, what that means, and how it is asked for instead. */
  request?: {
    action: FollowUpAction;
    isNeeded: (minor: number | null) => boolean;
    sentence: string;
    confirm: (minor: number | null) => string;
  };
  /** What has to happen at the device. */
  atDevice?: ReactNode;
  /** What the amount is called; «amount to give back» unless said. */
  amountLabel?: string;
  /** Asks for a reason that stays in the books. */
  asksReason?: boolean;
  /** What else the provider can be told. */
  options?: readonly SaleOption[];
  /** `danger` where money or a hold is taken away again. */
  variant?: 'primary' | 'danger';
  /** Text of the button for an amount; null while none is chosen. */
  confirm: (minor: number | null) => string;
  /** The amount chosen before anybody touched a field. */
  startMinor?: number | null;
  /** Fields that choose how much; left out when it is everything. */
  children?: (errors: Record<string, string[]>, onMinor: (minor: number | null) => void) => ReactNode;
};

/** A void, refund, release or capture: what is chosen, why, a button that says what it does, and then its way to the result. */
export function FollowUpForm({
  merchantSlug,
  subject,
  action,
  request,
  atDevice,
  amountLabel,
  asksReason = true,
  options = [],
  variant = 'danger',
  confirm,
  startMinor = null,
  children,
}: FollowUpFormProps) {
  const t = useTranslations('moneyBack');
  const sale = useTranslations('sale');
  const router = useRouter();
  const [intentKey] = useState(() => crypto.randomUUID());
  const [minor, setMinor] = useState<number | null>(startMinor);
  const isRequest = request?.isNeeded(minor) ?? false;
  const confirmed = useConfirmed<FollowUpState>(isRequest && request ? request.action : action);
  const [state, send] = useActionState<FollowUpState, FormData>(async (_before, form) => {
    const answer = await confirmed(idleForm, form).catch(() => ({
      status: 'error' as const,
      formError: sale('problem.notOnline'),
    }));
    goOn(answer);
    return answer;
  }, idleForm);

  /**
   * What started has a page of its own with its way to the result. What was refused may not be what the page still offers,
   * so it is read again. Not in an effect: the page may be drawn anew without this form before the answer is here, because
   * everything went back at once.
   */
  function goOn(answer: FollowUpState) {
    const begun = answer.status === 'done' ? answer.value : undefined;
    if (begun && 'approvalId' in begun) router.push(`/${merchantSlug}/approvals/${begun.approvalId}`);
    else if (begun) router.push(`/${merchantSlug}/transactions/${begun.transaction.id}`);
    else if (answer.status === 'error') router.refresh();
  }

  if (state.status === 'done') return <p role="status">{t('started')}</p>;
  return (
    <form action={send} className="grid gap-4">
      <ErrorSummary
        state={state}
        labels={{
          amount: amountLabel ?? t('amount'),
          lines: t('lines.title'),
          itemId: t('item'),
          reason: t('reason'),
          receiptEmail: sale('options.receiptEmail'),
          noTerminalPrint: sale('options.noTerminalPrint'),
          deviceIsIdle: sale('deviceIsIdle'),
        }}
      />
      <input type="hidden" name="intentKey" value={intentKey} />
      <input type="hidden" name={subject.field} value={subject.id} />
      {children?.(state.fieldErrors ?? {}, setMinor)}
      {asksReason && (
        <Field
          name="reason"
          label={t('reason')}
          hint={t('reasonHint')}
          need={isRequest ? 'required' : 'optional'}
          errors={state.fieldErrors?.reason ?? []}
        >
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              autoComplete="off"
              defaultValue={state.values?.reason ?? ''}
            />
          )}
        </Field>
      )}
      {options.length > 0 && <RefundOptions options={options} state={state} />}
      {isRequest && request && (
        <p role="status" className="text-pretty rounded-md bg-unknown-tint px-3 py-2 text-sm text-unknown">
          {request.sentence}
        </p>
      )}
      {atDevice && !isRequest && <p className="text-pretty text-sm">{atDevice}</p>}
      <DeviceIsIdle errors={state.fieldErrors?.deviceIsIdle} />
      <SubmitButton
        variant={isRequest ? 'primary' : variant}
        size="lg"
        busy={t('sending')}
        className="h-auto min-h-12 whitespace-normal py-2"
      >
        {isRequest && request ? request.confirm(minor) : confirm(minor)}
      </SubmitButton>
    </form>
  );
}

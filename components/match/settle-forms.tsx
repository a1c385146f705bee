'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { type RecordAction, useRecording } from '#components/resolutions/use-recording.ts';
import { Button } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Sheet } from '#components/ui/dialog.tsx';
import { controlLook, Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { Suspect } from '#server/end-of-day/rank-suspects.ts';
import type { Money } from '#server/kernel/money.ts';

type Settle = { varianceId: string; action: RecordAction };

/** What a person can name as the cause, in the order in which a rule would look for it. */
const CAUSES = [
  'late_arrival',
  'wrong_batch',
  'unknown_outcome',
  'void_one_side',
  'duplicate',
  'missing',
  'other',
] as const;

/** Closes a difference with a suspect as its cause; what speaks for it is written already and can be changed. */
export function ExplainWith({
  suspect,
  sentence,
  isFirst,
  ...settle
}: Settle & { suspect: Pick<Suspect, 'cause' | 'transactionIds'>; sentence: string; isFirst: boolean }) {
  const t = useTranslations('match');
  const cause = t(`cause.${suspect.cause}`);
  return (
    <Sheet
      title={t('form.explainTitle')}
      trigger={<Button variant={isFirst ? 'primary' : 'secondary'}>{t('suspect.explain')}</Button>}
    >
      <ReasonForm {...settle} step="explained" initial={sentence} button={t('form.explainButton', { cause })}>
        <input type="hidden" name="cause" value={suspect.cause} />
        <input type="hidden" name="transactionIds" value={suspect.transactionIds.join(' ')} />
        <p className="font-medium text-sm">{cause}</p>
      </ReasonForm>
    </Sheet>
  );
}

/** Closes a difference with a cause that no rule found. */
export function ExplainFreely(settle: Settle) {
  const t = useTranslations('match');
  return (
    <Sheet title={t('form.explainTitle')} trigger={<Button>{t('form.ownWords')}</Button>}>
      <ReasonForm {...settle} step="explained" button={t('form.explain')}>
        <input type="hidden" name="transactionIds" value="" />
        <Field name="cause" label={t('form.cause')} need="required">
          {(control) => (
            <Select {...control} defaultValue="">
              <option value="">{t('form.choose')}</option>
              {CAUSES.map((cause) => (
                <option key={cause} value={cause}>
                  {t(`cause.${cause}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </ReasonForm>
    </Sheet>
  );
}

/** Bears a difference whose cause nobody found. */
export function AcceptDifference({ money, ...settle }: Settle & { money: Money }) {
  const t = useTranslations('match.form');
  const amount = formatAmount(money, useLocale());
  return (
    <Sheet
      title={t('acceptTitle')}
      description={t('acceptSentence')}
      trigger={<Button variant="ghost">{t('accept')}</Button>}
    >
      <ReasonForm {...settle} step="accepted" button={t('acceptButton', { amount })} />
    </Sheet>
  );
}

/** Takes back what was said of a difference. */
export function ReopenDifference(settle: Settle) {
  const t = useTranslations('match.form');
  return (
    <Sheet title={t('reopenTitle')} trigger={<Button>{t('reopen')}</Button>}>
      <ReasonForm {...settle} step="reopened" button={t('reopenButton')} />
    </Sheet>
  );
}

function ReasonForm({
  varianceId,
  action,
  step,
  button,
  initial = '',
  children,
}: Settle & { step: string; button: string; initial?: string; children?: ReactNode }) {
  const t = useTranslations('match.form');
  const [state, send] = useRecording(action);
  return (
    <form action={send} className="grid gap-5">
      <ErrorSummary state={state} labels={{ reason: t('reason'), cause: t('cause') }} />
      <input type="hidden" name="step" value={step} />
      <input type="hidden" name="varianceId" value={varianceId} />
      {children}
      <Field name="reason" label={t('reason')} errors={state.fieldErrors?.reason ?? []} need="required">
        {(control) => (
          <textarea
            {...control}
            rows={4}
            maxLength={500}
            data-autofocus
            className={classNames(controlLook, 'py-1.5')}
            defaultValue={state.values?.reason ?? initial}
          />
        )}
      </Field>
      <SubmitButton size="lg" className="h-auto! min-h-12 whitespace-normal! py-2">
        {button}
      </SubmitButton>
    </form>
  );
}

/** Who sees to a difference, and until when. */
export function AssignForm({
  people,
  ownerId,
  dueDate,
  ...settle
}: Settle & { people: { id: string; name: string }[]; ownerId: string | null; dueDate: string | null }) {
  const t = useTranslations('match');
  const [state, send] = useRecording(settle.action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={{ ownerId: t('form.owner'), dueDate: t('form.due') }} />
      <input type="hidden" name="step" value="assigned" />
      <input type="hidden" name="varianceId" value={settle.varianceId} />
      <Field name="ownerId" label={t('form.owner')} errors={state.fieldErrors?.ownerId ?? []}>
        {(control) => (
          <Select {...control} key={ownerId} defaultValue={ownerId ?? ''}>
            <option value="">{t('list.nobody')}</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="dueDate" label={t('form.due')} errors={state.fieldErrors?.dueDate ?? []}>
        {(control) => <Input {...control} type="date" key={dueDate} defaultValue={dueDate ?? ''} />}
      </Field>
      <SubmitButton variant="secondary">{t('form.assign')}</SubmitButton>
    </form>
  );
}

/** A word about a difference that changes nothing. */
export function NoteForm(settle: Settle) {
  const t = useTranslations('match.form');
  const [state, send] = useRecording(settle.action);
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={{ text: t('note') }} />
      <input type="hidden" name="step" value="noted" />
      <input type="hidden" name="varianceId" value={settle.varianceId} />
      <Field name="text" label={t('note')} errors={state.fieldErrors?.text ?? []}>
        {(control) => (
          <Input {...control} maxLength={500} autoComplete="off" defaultValue={state.values?.text ?? ''} />
        )}
      </Field>
      <SubmitButton variant="secondary">{t('noteButton')}</SubmitButton>
    </form>
  );
}

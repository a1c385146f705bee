'use client';

import { FileDown } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useActionState, useState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { Alert, type AlertKind } from '#components/ui/alert.tsx';
import { Spinner } from '#components/ui/spinner.tsx';
import type { BankReading } from '#server/end-of-day/bank-reading.ts';
import type { ReadingView } from '#server/end-of-day/get-report.ts';
import { assertNever } from '#server/kernel/assert-never.ts';

/** What the sentences name of our side. */
export type ReadFor = {
  /** The bank's day, in words. */
  day: string;
  /** The terminal as its provider knows it. */
  providerDeviceId: string;
  /** The batch by our book; null when no slip told it. */
  batchNumber: string | null;
  currency: string;
};

type ReadFromBankProps = {
  runId: string;
  reading: ReadingView;
  wanted: ReadFor;
  /** The server's clock when this was rendered, and the store's zone. */
  serverNow: Date;
  timeZone: string;
  /** The server action, bound to its merchant. */
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** Has the bank's figures read, and says what came of it and what to do now. What was read stands in the form below. */
export function ReadFromBank({ reading, wanted, serverNow, timeZone, ...ask }: ReadFromBankProps) {
  const t = useTranslations('endOfDay.reading');
  const locale = useLocale();
  // What was there on load is not read out.
  const [loadedWith] = useState(answeredAt(reading));
  switch (reading.state) {
    case 'not_asked':
      return (
        <div className="flex max-w-4xl flex-wrap items-center justify-between gap-x-6 gap-y-2 rounded-lg border bg-surface px-4 py-3">
          <p className="max-w-[60ch] text-pretty text-sm">{t('offer', { day: wanted.day })}</p>
          <AskForm {...ask} label={t('ask')} />
        </div>
      );
    case 'asked':
      return (
        <div className="flex max-w-4xl items-center justify-between gap-4 rounded-lg border bg-surface px-4 py-3 text-sm">
          <p role="status" className="flex items-center gap-2">
            <Spinner />
            {t('asking')}
          </p>
          <Elapsed since={reading.askedAt} serverNow={serverNow} className="text-ink-soft tabular-nums" />
        </div>
      );
    case 'answered': {
      const { kind, title, text } = say(reading.answer, wanted, t);
      const at = formatInstant(reading.at, timeZone, locale);
      return (
        <Alert
          kind={kind}
          title={title}
          action={<AskForm {...ask} label={t('again')} />}
          live={answeredAt(reading) !== loadedWith}
          className="max-w-4xl"
        >
          <p className="max-w-[70ch] text-pretty">{text}</p>
          <p className="text-ink-soft text-xs">{t('askedAt', { at })}</p>
        </Alert>
      );
    }
    default:
      return assertNever(reading);
  }
}

function answeredAt(reading: ReadingView): number | null {
  return reading.state === 'answered' ? reading.at.getTime() : null;
}

function AskForm({
  runId,
  action,
  label,
}: Pick<ReadFromBankProps, 'runId' | 'action'> & { label: ReactNode }) {
  const t = useTranslations('endOfDay.reading');
  const [state, send] = useActionState(action, idleForm);
  const problem = state.formError ?? Object.values(state.fieldErrors ?? {})[0]?.[0];
  return (
    <form action={send} className="grid justify-items-start gap-1">
      <input type="hidden" name="runId" value={runId} />
      <SubmitButton variant="secondary" busy={t('sending')}>
        <FileDown aria-hidden />
        {label}
      </SubmitButton>
      <p role="status" className="max-w-72 text-sm text-stopped empty:hidden">
        {state.status === 'error' && problem}
      </p>
    </form>
  );
}

/** What an answer means for the form, and the next step. */
function say(
  answer: BankReading,
  { day, providerDeviceId: device, batchNumber, currency: ours }: ReadFor,
  t: ReturnType<typeof useTranslations<'endOfDay.reading'>>,
): { kind: AlertKind; title: string; text: string } {
  switch (answer.kind) {
    case 'figures': {
      const title = t('figures.title', { day });
      if (answer.strangers.length === 0) return { kind: 'done', title, text: t('figures.next') };
      return {
        kind: 'warning',
        title,
        text: t('figures.strangers', { devices: answer.strangers.join(', ') }),
      };
    }
    case 'no_report':
      return { kind: 'info', title: t('no_report.title', { day }), text: t('no_report.next') };
    case 'not_listed': {
      const devices = answer.devices.join(', ') || '–';
      return {
        kind: 'warning',
        title: t('not_listed.title', { day, device }),
        text: t('not_listed.next', { devices }),
      };
    }
    case 'other_batch': {
      const numbers = answer.numbers.join(', ');
      return {
        kind: 'warning',
        title: t('other_batch.title', { numbers, ours: batchNumber ?? '–' }),
        text: t('other_batch.next'),
      };
    }
    case 'several_batches': {
      const numbers = answer.numbers.join(', ');
      return {
        kind: 'warning',
        title: t('several_batches.title', { day, numbers }),
        text: t('several_batches.next'),
      };
    }
    case 'other_currency': {
      const { currency } = answer;
      return {
        kind: 'warning',
        title: t('other_currency.title', { currency, ours }),
        text: t('other_currency.next'),
      };
    }
    case 'no_answer': {
      const { cause } = answer;
      return { kind: 'error', title: t(`no_answer.${cause}.title`), text: t(`no_answer.${cause}.next`) };
    }
    default:
      return assertNever(answer);
  }
}

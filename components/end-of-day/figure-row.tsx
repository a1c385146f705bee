'use client';

import { CircleCheck, X } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { type CurrencyCode, parseDecimal, toDecimal } from '#server/kernel/money.ts';

/** A figure the bank is to be asked for; `ours` is null for a card type that is not in our book. */
export type WantedFigure = {
  group: string;
  name: string | null;
  currency: CurrencyCode;
  ours: { count: number; netMinor: number } | null;
  /** What was read of it from the bank, which may list none; null where nothing was read. */
  read: { listed: number | null } | null;
};

type FigureRowProps = {
  row: WantedFigure;
  /** Its place in the lists of the form. */
  place: number;
  errors: { amount: string[]; count: string[] };
  onMinor: (minor: number | null) => void;
  /** For a line that was added. */
  onRemove: (() => void) | undefined;
};

/** One card type: what we have, the bank's amount and count, and the difference as one types. */
export function FigureRow({ row, place, errors, onMinor, onRemove }: FigureRowProps) {
  const t = useTranslations('endOfDay.figures');
  const locale = useLocale();
  const { group, currency, ours, read } = row;
  const readMinor = read && (read.listed ?? 0);
  const [minor, setMinor] = useState<number | null>(readMinor);
  const nameId = useId();
  const name = row.name ?? (group || t('unknownType'));
  return (
    <li>
      <fieldset
        aria-labelledby={nameId}
        className="grid items-start gap-x-4 gap-y-2 py-3 sm:grid-cols-[minmax(9rem,1fr)_11rem_9rem_minmax(8rem,1fr)_2rem]"
      >
        <div className="min-w-0 text-sm">
          <p id={nameId} className="font-medium">
            {name}
          </p>
          <p className="text-ink-soft">
            {ours
              ? t('ours', {
                  amount: formatAmount({ minor: ours.netMinor, currency }, locale),
                  count: ours.count,
                })
              : t('oursNone')}
          </p>
          {read && row.name === null && group !== '' && (
            <p className="text-unknown text-xs">{t('unknownBrand')}</p>
          )}
          <input type="hidden" name="groups[]" value={group} />
          <input type="hidden" name="currencies[]" value={currency} />
        </div>
        <AmountInput
          name="amounts[]"
          field={`amounts.${place}`}
          label={t('amount')}
          currency={currency}
          size="line"
          isSigned
          defaultValue={readMinor === null ? '' : toDecimal({ minor: readMinor, currency })}
          errors={errors.amount}
          onAmountChange={(decimal) => {
            const read = decimal === null ? null : (parseDecimal(decimal, currency)?.minor ?? null);
            setMinor(read);
            onMinor(read);
          }}
        />
        <CountField place={place} errors={errors.count} />
        <div className="grid content-start gap-0.5 text-sm sm:pt-7" aria-live="polite">
          <p>
            <Difference minor={minor} oursMinor={ours?.netMinor ?? 0} currency={currency} />
          </p>
          {read && <Origin minor={minor} listed={read.listed} currency={currency} />}
        </div>
        {onRemove && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={t('remove', { name })}
            onClick={onRemove}
            className="sm:mt-6"
          >
            <X aria-hidden />
          </Button>
        )}
      </fieldset>
    </li>
  );
}

/** Whether a figure still stands as it was read from the bank. */
function Origin({
  minor,
  listed,
  currency,
}: {
  minor: number | null;
  listed: number | null;
  currency: CurrencyCode;
}) {
  const t = useTranslations('endOfDay.figures');
  const locale = useLocale();
  if (minor === (listed ?? 0))
    return <p className="text-ink-soft text-xs">{listed === null ? t('readNone') : t('read')}</p>;
  const amount = formatAmount({ minor: listed ?? 0, currency }, locale);
  return <p className="text-unknown text-xs">{listed === null ? t('typedNone') : t('typed', { amount })}</p>;
}

/** Controlled, so that a form that is refused keeps what was typed. */
function CountField({ place, errors }: { place: number; errors: string[] }) {
  const t = useTranslations('endOfDay.figures');
  const [count, setCount] = useState('');
  return (
    <Field name="counts[]" field={`counts.${place}`} label={t('count')} errors={errors} need="optional">
      {(control) => (
        <Input
          {...control}
          value={count}
          onChange={(event) => setCount(event.target.value)}
          inputMode="numeric"
          maxLength={7}
          autoComplete="off"
          className="text-right tabular-nums"
        />
      )}
    </Field>
  );
}

function Difference({
  minor,
  oursMinor,
  currency,
}: {
  minor: number | null;
  oursMinor: number;
  currency: CurrencyCode;
}) {
  const t = useTranslations('endOfDay.figures');
  const locale = useLocale();
  if (minor === null) return <span className="text-ink-soft">{t('open')}</span>;
  const difference = minor - oursMinor;
  if (difference === 0) {
    return (
      <span className="inline-flex items-center gap-1 text-approved">
        <CircleCheck aria-hidden className="size-3.5" />
        {t('agrees')}
      </span>
    );
  }
  const amount = formatAmount({ minor: difference, currency }, locale);
  return (
    <span className="font-semibold text-stopped">
      {t('difference', { amount: difference > 0 ? `+${amount}` : amount })}
    </span>
  );
}

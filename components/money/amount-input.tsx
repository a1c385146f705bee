'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type ChangeEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { FieldErrors } from '#components/forms/field.tsx';
import { classNames } from '#components/ui/class-names.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { type CurrencyCode, currencyDigits, parseDecimal } from '#server/kernel/money.ts';
import { amountParts, numberSigns } from './format-amount.ts';
import { readTypedAmount } from './typed-amount.ts';
import { caretIn, settleEdit } from './typed-edit.ts';

type AmountInputProps = {
  /** Name of the value in the form: canonical decimal text ("1234.5"), or what was typed when it is not an amount. */
  name: string;
  label: string;
  currency: CurrencyCode;
  /** Canonical decimal text to begin with. */
  defaultValue?: string;
  hint?: string;
  /** Sentences of the server about this field. */
  errors?: string[];
  /** Told after each change: canonical decimal text, or null while there is no amount. */
  onAmountChange?: (decimal: string | null) => void;
  /** `big` fills the sale sheet; `line` stands among other fields. */
  size?: 'big' | 'line';
  /** A minus in front is taken too, where more can go back than came in. */
  isSigned?: boolean;
  /** How an error summary finds the field, where its name is that of a list. */
  field?: string;
  /** Takes the focus when the sheet or dialog around it opens. */
  autoFocus?: boolean;
};

/** Entry of an amount in Turkish, English or French notation; groups while one types and never rounds. */
export function AmountInput({
  name,
  label,
  currency,
  defaultValue = '',
  hint,
  errors = [],
  onAmountChange,
  size = 'big',
  isSigned = false,
  field = name,
  autoFocus,
}: AmountInputProps) {
  const locale = useLocale();
  const t = useTranslations('common.form');
  const id = useId();
  const { input, text, read, change } = useTypedAmount({
    defaultValue,
    currency,
    isSigned,
    onAmountChange,
  });
  const zero = amountParts({ minor: 0, currency }, locale);
  const digits = currencyDigits(currency);
  const example = amountParts({ minor: 1234 * 10 ** digits, currency }, locale);
  const problems =
    read.kind === 'unreadable'
      ? [t(read.problem, { example: example.whole + example.fraction, currency, digits })]
      : errors;
  const isBig = size === 'big';
  return (
    <div className="grid min-w-0 content-start gap-1" data-field={field}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <input type="hidden" name={name} value={read.kind === 'amount' ? read.decimal : text} />
      <div
        className={classNames(
          'flex items-center gap-2 rounded-md border border-line-firm bg-surface px-3 transition-colors hover:border-ink-faint',
          'focus-within:border-focus focus-within:outline-2 focus-within:outline-focus has-aria-invalid:border-stopped',
          isBig ? 'h-16' : 'h-8 max-md:h-11',
        )}
      >
        <input
          ref={input}
          id={id}
          value={text}
          onChange={change}
          // The keypad of a phone has no minus.
          inputMode={isSigned ? 'text' : 'decimal'}
          autoComplete="off"
          enterKeyHint="next"
          maxLength={32}
          data-autofocus={autoFocus}
          placeholder={zero.whole + zero.fraction}
          aria-invalid={problems.length > 0 ? true : undefined}
          aria-describedby={
            classNames(hint && `${id}-hint`, problems.length > 0 && `${id}-error`) || undefined
          }
          className={classNames(
            'w-0 min-w-0 flex-1 bg-transparent text-right tabular-nums outline-none',
            isBig ? 'font-semibold text-amount tracking-[-0.02em]' : 'text-base max-md:text-lg',
          )}
        />
        <span className={classNames('text-ink-soft', isBig ? 'font-medium text-xl' : 'text-sm')}>
          {currency}
        </span>
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-ink-soft text-xs">
          {hint}
        </p>
      )}
      <FieldErrors id={`${id}-error`} errors={problems} />
    </div>
  );
}

/** What stands in the field while one types: grouped as the reader does, with the caret behind the figure just typed. */
function useTypedAmount({
  defaultValue,
  currency,
  isSigned,
  onAmountChange,
}: Required<Pick<AmountInputProps, 'defaultValue' | 'currency' | 'isSigned'>> &
  Pick<AmountInputProps, 'onAmountChange'>) {
  const locale = useLocale();
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const [text, setText] = useState(() => startText(defaultValue, currency, locale, isSigned));
  const read = readTypedAmount(text, currency, locale, isSigned);

  // React puts the caret at the end of a value it sets.
  useLayoutEffect(() => {
    if (caret.current === null) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });

  function change(event: ChangeEvent<HTMLInputElement>) {
    const { inputType, data } = event.nativeEvent as InputEvent;
    const settled = settleEdit(
      {
        text: event.target.value,
        caret: event.target.selectionStart ?? event.target.value.length,
        before: text,
        wasAmount: read.kind === 'amount',
        inputType,
        data,
      },
      locale,
    );
    const next = readTypedAmount(settled.text, currency, locale, isSigned);
    const shown = next.kind === 'amount' ? next.shown : settled.text;
    caret.current = caretIn(shown, settled.text, settled.caret);
    setText(shown);
    onAmountChange?.(next.kind === 'amount' ? next.decimal : null);
  }

  return { input, text, read, change };
}

/** Canonical text points with a dot, as English does; the reader may not. What is not canonical stays as it came. */
function startText(decimal: string, currency: CurrencyCode, locale: Locale, isSigned: boolean): string {
  if (!parseDecimal(decimal, currency)) return decimal;
  const read = readTypedAmount(decimal.replace('.', numberSigns(locale).decimal), currency, locale, isSigned);
  return read.kind === 'amount' ? read.shown : decimal;
}

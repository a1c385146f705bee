'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { Input } from '#components/ui/input.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { DraftDiscount } from './draft-sale.ts';
import { readTypedDiscount, writeDiscount } from './typed-discount.ts';

type DiscountInputProps = {
  name: string;
  label: string;
  currency: CurrencyCode;
  discount: DraftDiscount;
  /** The server's sentences of an earlier try. */
  errors?: string[];
  onChange: (discount: DraftDiscount) => void;
  className?: string;
};

/** Entry of a discount, as an amount or in per cent, whichever is written. */
export function DiscountInput({
  name,
  label,
  currency,
  discount,
  errors = [],
  onChange,
  className,
}: DiscountInputProps) {
  const t = useTranslations('sale.discount');
  const locale = useLocale();
  const [text, setText] = useState(() => writeDiscount(discount, currency, locale));
  const problems = discount.kind === 'unreadable' ? [t('unreadable')] : errors;
  return (
    <Field name={name} label={label} errors={problems} className={className}>
      {(control) => (
        <Input
          {...control}
          value={text}
          maxLength={20}
          autoComplete="off"
          placeholder={t('example')}
          className="text-right tabular-nums"
          onChange={(event) => {
            setText(event.target.value);
            onChange(readTypedDiscount(event.target.value, currency, locale));
          }}
        />
      )}
    </Field>
  );
}

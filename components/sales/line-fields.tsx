'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { FieldErrors } from '#components/forms/field.tsx';
import type { SoldItemRead } from '#components/live/sold-items.ts';
import { Amount } from '#components/money/amount.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { VatRate } from '#server/gateways/terminal-gateway.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { DiscountInput } from './discount-input.tsx';
import { type DraftLine, RATES, UNITS, type Unit } from './draft-sale.ts';
import { ItemNameInput } from './item-name-input.tsx';
import { lineTotal } from './price-draft.ts';

type LineFieldsProps = {
  merchantSlug: string;
  line: DraftLine;
  number: number;
  currency: CurrencyCode;
  takesDiscount: boolean;
  isOnly: boolean;
  errors: string[];
  onChange: (part: Partial<DraftLine>) => void;
  onRemove: () => void;
  /** Enter in the last field: on to the next line. */
  onDone: () => void;
};

/** One line of what is sold. Enter goes from field to field, and from the last one on to the next line. */
export function LineFields(props: LineFieldsProps) {
  const { line, number, currency, onChange } = props;
  const t = useTranslations('sale.lines');
  const total = lineTotal(line, currency);
  const id = (part: string) => `${part}-${line.key}`;
  // A price that comes with an item must reach the field, which keeps what is typed to itself.
  const [itemsTaken, setItemsTaken] = useState(0);

  function takeItem(item: SoldItemRead) {
    onChange({
      name: item.name,
      unitCode: item.unitCode,
      vatRate: item.vatRate,
      unitPrice: item.unitPrice,
    });
    setItemsTaken(itemsTaken + 1);
    const quantity = document.getElementById(id('quantity'));
    if (quantity instanceof HTMLInputElement) quantity.select();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside the fieldset of all lines would be read out twice
    <div
      role="group"
      aria-label={t('line', { number })}
      data-field={`lines.${number - 1}`}
      onKeyDown={(event) => walk(event, props.onDone)}
      className="grid grid-cols-12 gap-x-2 gap-y-2 border-t pt-3"
    >
      <Labelled id={id('name')} label={t('name')} className="col-span-8">
        <ItemNameInput
          id={id('name')}
          merchantSlug={props.merchantSlug}
          currency={currency}
          name={line.name}
          onName={(name) => onChange({ name })}
          onItem={takeItem}
        />
      </Labelled>
      <Labelled id={id('vat')} label={t('vat')} className="col-span-4">
        <Select
          id={id('vat')}
          value={line.vatRate}
          onChange={(event) => onChange({ vatRate: event.target.value as VatRate })}
        >
          {RATES.map((rate) => (
            <option key={rate} value={rate}>
              {t('vatRate', { rate })}
            </option>
          ))}
        </Select>
      </Labelled>
      <Labelled id={id('quantity')} label={t('quantity')} className="col-span-3">
        <Input
          id={id('quantity')}
          value={line.quantity}
          inputMode="numeric"
          maxLength={4}
          className="text-right tabular-nums"
          onChange={(event) => onChange({ quantity: event.target.value.trim() })}
        />
      </Labelled>
      <Labelled id={id('unit')} label={t('unit')} className="col-span-4">
        <Select
          id={id('unit')}
          value={line.unitCode}
          onChange={(event) => onChange({ unitCode: event.target.value as Unit })}
        >
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              {t(`units.${unit}`)}
            </option>
          ))}
        </Select>
      </Labelled>
      <div className="col-span-5">
        <AmountInput
          key={`${currency} ${itemsTaken}`}
          name={id('price')}
          label={t('unitPrice')}
          currency={currency}
          size="line"
          defaultValue={line.unitPrice}
          onAmountChange={(decimal) => onChange({ unitPrice: decimal ?? '' })}
        />
      </div>
      <LineFoot {...props} totalMinor={total} />
    </div>
  );
}

function LineFoot({
  line,
  number,
  currency,
  takesDiscount,
  isOnly,
  errors,
  totalMinor,
  onChange,
  onRemove,
}: LineFieldsProps & { totalMinor: number | null }) {
  const t = useTranslations('sale.lines');
  return (
    <>
      {takesDiscount && (
        <DiscountInput
          name={`discount-${line.key}`}
          label={t('discount')}
          currency={currency}
          discount={line.discount}
          onChange={(discount) => onChange({ discount })}
          className="col-span-5"
        />
      )}
      <div className="col-span-7 ml-auto flex items-end gap-2 self-end text-sm">
        <p className="pb-1.5">
          <span className="text-ink-soft">{t('total')} </span>
          {totalMinor === null ? '–' : <Amount money={{ minor: totalMinor, currency }} />}
        </p>
        <Button
          variant="ghost"
          size="icon"
          disabled={isOnly}
          onClick={onRemove}
          aria-label={t('remove', { number })}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      <div className="col-span-12 empty:hidden">
        <FieldErrors id={`error-${line.key}`} errors={errors} />
      </div>
    </>
  );
}

function Labelled({
  id,
  label,
  className,
  children,
}: {
  id: string;
  label: string;
  className: string;
  children: React.ReactNode;
}) {
  return (
    <div className={`grid min-w-0 content-start gap-1 ${className}`}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      {children}
    </div>
  );
}

/** Enter moves on instead of sending the form; with Ctrl or ⌘ it does send it. */
function walk(event: KeyboardEvent<HTMLElement>, onDone: () => void) {
  if (event.key !== 'Enter' || event.target instanceof HTMLButtonElement) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    event.currentTarget.closest('form')?.requestSubmit();
    return;
  }
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>('input:not([type=hidden]), select')];
  const from = event.target instanceof HTMLElement ? fields.indexOf(event.target) : -1;
  const next = fields[from + 1];
  if (!next) return onDone();
  next.focus();
  if (next instanceof HTMLInputElement) next.select();
}

'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { FieldErrors } from '#components/forms/field.tsx';
import { Amount } from '#components/money/amount.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { VatRate } from '#server/gateways/terminal-gateway.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { type DraftLine, emptyLine, linesTotal, lineTotal, RATES, UNITS, type Unit } from './typed-sale.ts';

type LineEditorProps = {
  lines: DraftLine[];
  currency: CurrencyCode;
  onChange: (lines: DraftLine[]) => void;
  errors: string[];
};

/** What is sold on a device that prints a fiscal receipt: lines that always add up to what is to be paid. */
export function LineEditor({ lines, currency, onChange, errors }: LineEditorProps) {
  const t = useTranslations('sale.lines');
  const change = (key: string, part: Partial<DraftLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
  return (
    <fieldset className="grid gap-3" data-field="lines">
      <legend className="font-medium text-sm">{t('title')}</legend>
      <p className="text-ink-soft text-xs">{t('sentence')}</p>
      {lines.map((line, index) => (
        <LineFields
          key={line.key}
          line={line}
          number={index + 1}
          currency={currency}
          isOnly={lines.length === 1}
          onChange={(part) => change(line.key, part)}
          onRemove={() => onChange(lines.filter((each) => each.key !== line.key))}
        />
      ))}
      <Button
        onClick={() => onChange([...lines, emptyLine(crypto.randomUUID())])}
        className="justify-self-start"
      >
        <Plus aria-hidden /> {t('add')}
      </Button>
      <p className="flex items-baseline justify-between border-t pt-2 font-medium" aria-live="polite">
        {t('sum')}
        <Amount money={{ minor: linesTotal(lines, currency) ?? 0, currency }} size="total" />
      </p>
      <FieldErrors id="lines-error" errors={errors} />
    </fieldset>
  );
}

type LineFieldsProps = {
  line: DraftLine;
  number: number;
  currency: CurrencyCode;
  isOnly: boolean;
  onChange: (part: Partial<DraftLine>) => void;
  onRemove: () => void;
};

function LineFields({ line, number, currency, isOnly, onChange, onRemove }: LineFieldsProps) {
  const t = useTranslations('sale.lines');
  const total = lineTotal(line, currency);
  const id = (part: string) => `${part}-${line.key}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside the fieldset of all lines would be read out twice
    <div
      role="group"
      aria-label={t('line', { number })}
      className="grid grid-cols-12 gap-x-2 gap-y-2 border-t pt-3"
    >
      <Labelled id={id('name')} label={t('name')} className="col-span-8">
        <Input
          id={id('name')}
          value={line.name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.target.value })}
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
          name={id('price')}
          label={t('unitPrice')}
          currency={currency}
          size="line"
          defaultValue={line.unitPrice}
          onAmountChange={(decimal) => onChange({ unitPrice: decimal ?? '' })}
        />
      </div>
      <div className="col-span-12 flex items-center justify-between text-sm">
        <Button
          variant="ghost"
          size="icon"
          disabled={isOnly}
          onClick={onRemove}
          aria-label={t('remove', { number })}
        >
          <Trash2 aria-hidden />
        </Button>
        <span>
          <span className="text-ink-soft">{t('total')} </span>
          {total === null ? '–' : <Amount money={{ minor: total, currency }} />}
        </span>
      </div>
    </div>
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

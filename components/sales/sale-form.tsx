'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/select.tsx';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { LineEditor } from './line-editor.tsx';
import { type DraftSale, linesTotal } from './typed-sale.ts';

type SaleFormProps = {
  devices: SellableDevice[];
  draft: DraftSale;
  onChange: (draft: DraftSale) => void;
  /** Called with a whole draft only. */
  onReview: () => void;
  /** The server's sentences of an earlier try, by field. */
  fieldErrors: Record<string, string[]>;
};

/** What is to be paid where: device, amount or lines, instalments. Nothing is sent from here. */
export function SaleForm({ devices, draft, onChange, onReview, fieldErrors }: SaleFormProps) {
  const t = useTranslations('sale');
  const [isTried, setTried] = useState(false);
  const device = devices.find((each) => each.id === draft.deviceId) ?? devices[0];
  if (!device) return null;
  const sellsByLines = device.saleBy === 'lines';

  function review(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (minorOf(draft, sellsByLines) !== null) onReview();
  }

  const isMissing = isTried && minorOf(draft, sellsByLines) === null;
  return (
    <form onSubmit={review} className="grid gap-4" noValidate>
      <DeviceField devices={devices} draft={draft} errors={fieldErrors.deviceId ?? []} onChange={onChange} />
      {device.currencies.length > 1 && (
        <CurrencyField
          draft={draft}
          choices={device.currencies}
          errors={fieldErrors.currency ?? []}
          onChange={onChange}
        />
      )}
      {sellsByLines ? (
        <LineEditor
          lines={draft.lines}
          currency={draft.currency}
          onChange={(lines) => onChange({ ...draft, lines })}
          errors={isMissing ? [t('problem.lines')] : (fieldErrors.lines ?? [])}
        />
      ) : (
        <AmountInput
          key={draft.currency}
          name="amount"
          label={t('amount')}
          currency={draft.currency}
          defaultValue={draft.amount ?? ''}
          onAmountChange={(amount) => onChange({ ...draft, amount })}
          errors={isMissing ? [t('problem.amountMissing')] : (fieldErrors.amount ?? [])}
          autoFocus
        />
      )}
      {device.maxInstallmentCount > 1 && (
        <InstallmentField
          draft={draft}
          max={device.maxInstallmentCount}
          errors={fieldErrors.installmentCount ?? []}
          onChange={onChange}
        />
      )}
      <Button type="submit" variant="primary" size="lg">
        {t('review')}
      </Button>
    </form>
  );
}

/** What is to be paid, in minor units; null while the draft is not whole. */
export function minorOf(draft: DraftSale, sellsByLines: boolean): number | null {
  if (sellsByLines) return linesTotal(draft.lines, draft.currency);
  const amount = draft.amount === null ? null : parseDecimal(draft.amount, draft.currency);
  return amount && amount.minor > 0 ? amount.minor : null;
}

type PartProps = { draft: DraftSale; errors: string[]; onChange: (draft: DraftSale) => void };

function CurrencyField({
  choices,
  draft,
  errors,
  onChange,
}: PartProps & { choices: readonly CurrencyCode[] }) {
  const t = useTranslations('sale');
  return (
    <Field name="currency" label={t('currency')} errors={errors}>
      {(control) => (
        <Select
          {...control}
          value={draft.currency}
          onChange={(event) => onChange({ ...draft, currency: event.target.value as CurrencyCode })}
        >
          {choices.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function InstallmentField({ max, draft, errors, onChange }: PartProps & { max: number }) {
  const t = useTranslations('sale');
  return (
    <Field name="installmentCount" label={t('installments')} errors={errors}>
      {(control) => (
        <Select
          {...control}
          value={draft.installmentCount}
          onChange={(event) => onChange({ ...draft, installmentCount: Number(event.target.value) })}
        >
          {Array.from({ length: max }, (_, index) => index + 1).map((count) => (
            <option key={count} value={count}>
              {count === 1 ? t('single') : t('installmentCount', { count })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function DeviceField({ devices, draft, errors, onChange }: PartProps & { devices: SellableDevice[] }) {
  const t = useTranslations('sale');
  const branches = [...new Set(devices.map((device) => device.branchName))];
  return (
    <Field name="deviceId" label={t('device')} errors={errors}>
      {(control) => (
        <Select
          {...control}
          value={draft.deviceId}
          onChange={(event) => {
            const chosen = devices.find((device) => device.id === event.target.value);
            if (!chosen) return;
            const currency = chosen.currencies.includes(draft.currency)
              ? draft.currency
              : (chosen.currencies[0] ?? draft.currency);
            onChange({
              ...draft,
              deviceId: chosen.id,
              currency,
              installmentCount: Math.min(draft.installmentCount, chosen.maxInstallmentCount),
            });
          }}
        >
          {branches.map((branch) => (
            <optgroup key={branch} label={branch}>
              {devices
                .filter((device) => device.branchName === branch)
                .map((device) => (
                  <option key={device.id} value={device.id}>
                    {device.label}
                  </option>
                ))}
            </optgroup>
          ))}
        </Select>
      )}
    </Field>
  );
}

'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Field, FieldErrors } from '#components/forms/field.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Button } from '#components/ui/button.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { Select } from '#components/ui/select.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { DiscountInput } from './discount-input.tsx';
import { DocumentFields } from './document-fields.tsx';
import { type DraftSale, onDevice } from './draft-sale.ts';
import { LineEditor } from './line-editor.tsx';
import { OptionFields } from './option-fields.tsx';
import { PaymentFields } from './payment-fields.tsx';
import { priceDraft, sumSoFar } from './price-draft.ts';
import { PriceSummary } from './price-summary.tsx';

type SaleFormProps = {
  merchantSlug: string;
  devices: SellableDevice[];
  draft: DraftSale;
  onChange: (draft: DraftSale) => void;
  /** Called with a whole draft only. */
  onReview: () => void;
  /** The server's sentences of an earlier try, by field. */
  fieldErrors: Record<string, string[]>;
};

/** What is to be paid where: device, amount or lines, with what, on which paper. Nothing is sent from here. */
export function SaleForm({ merchantSlug, devices, draft, onChange, onReview, fieldErrors }: SaleFormProps) {
  const t = useTranslations('sale');
  const locale = useLocale();
  const [isTried, setTried] = useState(false);
  const device = devices.find((each) => each.id === draft.deviceId) ?? devices[0];
  if (!device) return null;
  const figures = priceDraft(draft, device);
  const limitMinor = device.maxAmountMinor;
  const isAbove = figures !== null && limitMinor !== null && figures.amountMinor > limitMinor;
  const part = { device, draft, fieldErrors, onChange };

  function review(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (figures && !isAbove) onReview();
  }

  function amountErrors(): string[] {
    if (isTried && !figures) return [t('problem.amountMissing')];
    if (!isTried || !isAbove) return fieldErrors.amount ?? [];
    const max = formatAmount({ minor: limitMinor, currency: draft.currency }, locale);
    return [t('problem.amountAbove', { max })];
  }

  return (
    <form onSubmit={review} className="grid gap-4" noValidate>
      <DeviceField devices={devices} draft={draft} errors={fieldErrors.deviceId ?? []} onChange={onChange} />
      {device.preauthorizes && (
        <KindField draft={draft} errors={fieldErrors.kind ?? []} onChange={onChange} />
      )}
      {device.currencies.length > 1 && (
        <CurrencyField
          draft={draft}
          choices={device.currencies}
          errors={fieldErrors.currency ?? []}
          onChange={onChange}
        />
      )}
      {device.saleBy === 'lines' ? (
        <SoldLines {...part} merchantSlug={merchantSlug} isMissing={isTried && !figures} />
      ) : (
        <AmountInput
          key={draft.currency}
          name="amount"
          label={t('amount')}
          currency={draft.currency}
          defaultValue={draft.amount ?? ''}
          onAmountChange={(amount) => onChange({ ...draft, amount })}
          errors={amountErrors()}
          autoFocus
        />
      )}
      <PaymentFields {...part} />
      <DocumentFields {...part} />
      <OptionFields {...part} />
      {device.saleBy === 'lines' && (
        <PriceSummary
          figures={figures}
          soFarMinor={sumSoFar(draft.lines, draft.currency)}
          currency={draft.currency}
        />
      )}
      <Button type="submit" variant="primary" size="lg">
        {t('review')}
      </Button>
    </form>
  );
}

type PartProps = { draft: DraftSale; errors: string[]; onChange: (draft: DraftSale) => void };

function SoldLines({
  merchantSlug,
  device,
  draft,
  fieldErrors,
  isMissing,
  onChange,
}: Omit<PartProps, 'errors'> & {
  merchantSlug: string;
  device: SellableDevice;
  fieldErrors: Record<string, string[]>;
  isMissing: boolean;
}) {
  const t = useTranslations('sale');
  return (
    <>
      <LineEditor
        merchantSlug={merchantSlug}
        lines={draft.lines}
        currency={draft.currency}
        takesDiscount={device.takesDiscount}
        onChange={(lines) => onChange({ ...draft, lines })}
        errors={isMissing ? [t('problem.lines')] : (fieldErrors.lines ?? [])}
        lineErrors={errorsByLine(fieldErrors)}
      />
      {device.takesDiscount && (
        <DiscountInput
          name="discount"
          label={t('discount.whole')}
          currency={draft.currency}
          discount={draft.discount}
          errors={fieldErrors.discount ?? []}
          onChange={(discount) => onChange({ ...draft, discount })}
        />
      )}
    </>
  );
}

/** The sentences about single lines: `lines.2.name` belongs to the third one. */
function errorsByLine(fieldErrors: Record<string, string[]>): ReadonlyMap<number, string[]> {
  const byLine = new Map<number, string[]>();
  for (const [name, errors] of Object.entries(fieldErrors)) {
    const [, index] = /^lines\.(\d+)/.exec(name) ?? [];
    if (index !== undefined) byLine.set(Number(index), [...(byLine.get(Number(index)) ?? []), ...errors]);
  }
  return byLine;
}

/** To take the amount, or only to hold it. */
function KindField({ draft, errors, onChange }: PartProps) {
  const t = useTranslations('sale');
  return (
    <div className="grid gap-1">
      <Segmented
        name="kind"
        label={t('kind')}
        value={draft.kind}
        options={(['sale', 'preauthorization'] as const).map((kind) => ({
          value: kind,
          label: t(`kinds.${kind}`),
        }))}
        onChange={(kind) => onChange({ ...draft, kind })}
      />
      <p className="text-ink-soft text-xs">{t(`kindHints.${draft.kind}`)}</p>
      <FieldErrors id="kind-error" errors={errors} />
    </div>
  );
}

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
            if (chosen) onChange(onDevice(draft, chosen));
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

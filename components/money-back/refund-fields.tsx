'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field, FieldErrors } from '#components/forms/field.tsx';
import { type RefundableLineRead, useRefundable } from '#components/live/refundable.ts';
import { Amount } from '#components/money/amount.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Elapsed } from '#components/time/elapsed.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/select.tsx';
import { Spinner } from '#components/ui/spinner.tsx';
import { type CurrencyCode, parseDecimal, toDecimal } from '#server/kernel/money.ts';
import { shareMinor } from '#server/kernel/share.ts';
import type { RefundableItem } from '#server/transactions/refund-items.ts';

type Fields = {
  currency: CurrencyCode;
  errors: Record<string, string[]>;
  /** Told what goes back, in minor units; null while nothing is chosen. */
  onMinor: (minor: number | null) => void;
};

type AmountFieldsProps = Fields & {
  label: string;
  /** The most there is, and the button that writes it. */
  all: { label: string; minor: number };
  /** What stands in the field at first; nothing unless said. */
  startMinor?: number;
};

/** How much, as an amount. */
export function AmountFields({ label, all, startMinor, currency, errors, onMinor }: AmountFieldsProps) {
  const decimalOf = (minor: number) => toDecimal({ minor, currency });
  const [start, setStart] = useState({
    decimal: startMinor === undefined ? '' : decimalOf(startMinor),
    round: 0,
  });
  return (
    <>
      <input type="hidden" name="currency" value={currency} />
      <AmountInput
        key={start.round}
        name="amount"
        label={label}
        currency={currency}
        defaultValue={start.decimal}
        errors={errors.amount ?? []}
        onAmountChange={(decimal) =>
          onMinor(decimal === null ? null : (parseDecimal(decimal, currency)?.minor ?? null))
        }
        autoFocus
      />
      <Button
        className="justify-self-start"
        onClick={() => {
          setStart({ decimal: decimalOf(all.minor), round: start.round + 1 });
          onMinor(all.minor);
        }}
      >
        {all.label}
      </Button>
    </>
  );
}

type ItemFieldsProps = Fields & {
  /** Of a basket of several things: each goes back by itself. */
  items: RefundableItem[];
  label: string;
  /** All that is left, and the button that writes it. */
  all: { label: string; minor: number };
};

/** Which thing of a basket, and how much of it; or all that is left of everything. */
export function ItemFields({ items, all, ...fields }: ItemFieldsProps) {
  const t = useTranslations('moneyBack');
  const locale = useLocale();
  const [itemId, setItemId] = useState('');
  const { currency, errors } = fields;
  const item = items.find((one) => one.id === itemId);
  const most = item?.leftMinor ?? all.minor;
  return (
    <>
      <Field name="itemId" label={t('item')} errors={errors.itemId ?? []}>
        {(control) => (
          <Select
            {...control}
            value={itemId}
            onChange={(event) => {
              setItemId(event.target.value);
              const chosen = items.find((one) => one.id === event.target.value);
              fields.onMinor(chosen?.leftMinor ?? all.minor);
            }}
          >
            <option value="">{t('itemAll')}</option>
            {items.map(({ id, name, leftMinor: minor }) => (
              <option key={id} value={id} disabled={minor === 0}>
                {t('itemLeft', { name, left: formatAmount({ minor, currency }, locale) })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <AmountFields key={itemId} {...fields} all={{ label: all.label, minor: most }} startMinor={most} />
    </>
  );
}

/** Which lines go back and how many of each, from what the provider says is left. */
export function LineFields({
  merchantSlug,
  saleId,
  currency,
  mostMinor,
  errors,
  onMinor,
}: Fields & {
  merchantSlug: string;
  saleId: string;
  /** Where the lines are those of several payments: what this one can give back of them. */
  mostMinor: number | null;
}) {
  const t = useTranslations('moneyBack.lines');
  const locale = useLocale();
  const { data, isFetching, refetch } = useRefundable(merchantSlug, saleId);
  const [chosen, setChosen] = useState<Record<string, number>>({});
  if (!data) {
    if (isFetching) return <Waiting />;
    return (
      <Alert kind="warning" action={<Button onClick={() => void refetch()}>{t('retry')}</Button>}>
        {t('failed')}
      </Alert>
    );
  }
  const worthOf = (wanted: Record<string, number>) =>
    data.lines.reduce((sum, line) => sum + shareMinor(line, wanted[line.providerLineId] ?? 0), 0);
  const sumOf = (wanted: Record<string, number>) =>
    mostMinor === null ? worthOf(wanted) : Math.min(mostMinor, worthOf(wanted));
  const choose = (line: RefundableLineRead, quantity: number) => {
    const next = { ...chosen, [line.providerLineId]: quantity };
    setChosen(next);
    onMinor(sumOf(next) || null);
  };
  const wished = Object.entries(chosen).filter(([, quantity]) => quantity > 0);
  return (
    <fieldset className="grid gap-2" data-field="lines">
      <legend className="font-medium text-sm">{t('title')}</legend>
      <input type="hidden" name="currency" value={currency} />
      <input
        type="hidden"
        name="lines"
        value={JSON.stringify(wished.map(([providerLineId, quantity]) => ({ providerLineId, quantity })))}
      />
      <ul className="divide-y rounded-md border">
        {data.lines.map((line) => (
          <LineRow
            key={line.providerLineId}
            line={line}
            currency={currency}
            quantity={chosen[line.providerLineId] ?? 0}
            onChoose={choose}
          />
        ))}
      </ul>
      <p className="flex items-baseline justify-between pt-1 font-medium" aria-live="polite">
        {t('sum')}
        <Amount money={{ minor: sumOf(chosen), currency }} size="total" />
      </p>
      {mostMinor !== null && worthOf(chosen) > mostMinor && (
        <p className="text-pretty text-ink-soft text-sm">
          {t('atMost', { amount: formatAmount({ minor: mostMinor, currency }, locale) })}
        </p>
      )}
      <FieldErrors id="lines-error" errors={errors.lines ?? []} />
    </fieldset>
  );
}

type LineRowProps = {
  line: RefundableLineRead;
  currency: CurrencyCode;
  quantity: number;
  onChoose: (line: RefundableLineRead, quantity: number) => void;
};

function LineRow({ line, currency, quantity, onChoose }: LineRowProps) {
  const t = useTranslations('moneyBack.lines');
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate">{line.name}</span>
        <span className="block text-ink-soft text-xs">
          {t('left', { count: line.refundableQuantity, total: line.quantity })}
        </span>
      </span>
      <Select
        aria-label={t('quantity', { name: line.name })}
        value={quantity}
        disabled={line.refundableQuantity === 0}
        onChange={(event) => onChoose(line, Number(event.target.value))}
        className="w-20"
      >
        {Array.from({ length: line.refundableQuantity + 1 }, (_, count) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the count is what the option is
          <option key={count} value={count}>
            {count}
          </option>
        ))}
      </Select>
      <span className="w-24 text-right">
        <Amount money={{ minor: shareMinor(line, quantity), currency }} />
      </span>
    </li>
  );
}

/** A question to the provider on its way: how long already, and that it may be left. */
function Waiting() {
  const t = useTranslations('moneyBack.lines');
  const [since] = useState(() => new Date());
  return (
    <div className="grid gap-1 py-4 text-ink-soft text-sm">
      <p className="flex items-center gap-2">
        <Spinner /> <span role="status">{t('loading')}</span>
        <Elapsed since={since} serverNow={since} />
      </p>
      <p>{t('mayLeave')}</p>
    </div>
  );
}

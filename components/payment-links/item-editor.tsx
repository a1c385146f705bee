'use client';

import { Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { flushSync } from 'react-dom';
import { FieldErrors } from '#components/forms/field.tsx';
import { AmountInput } from '#components/money/amount-input.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import type { DraftItem } from './draft-link.ts';
import type { PartProps } from './link-form.tsx';

/** What the amount is made of, where each may be given back by itself; they always add up to what is asked for. */
export function ItemEditor({ draft, errors, onChange }: PartProps) {
  const t = useTranslations('paymentLink.form');
  const { items } = draft;
  const change = (key: string, part: Partial<DraftItem>) =>
    onChange({ ...draft, items: items.map((item) => (item.key === key ? { ...item, ...part } : item)) });

  function add() {
    const item = { key: crypto.randomUUID(), name: '', price: '', isShipped: false };
    // Drawn before the focus moves there.
    flushSync(() => onChange({ ...draft, items: [...items, item] }));
    document.getElementById(`item-${item.key}`)?.focus();
  }

  return (
    <fieldset className="grid gap-3" data-field="items">
      <legend className="mb-1 font-medium text-sm">{t('items')}</legend>
      <p className="text-ink-soft text-xs">{t('itemsHint')}</p>
      {items.map((item, place) => (
        <Item
          key={item.key}
          item={item}
          place={place}
          currency={draft.currency}
          errors={errors}
          onChange={(part) => change(item.key, part)}
          onRemove={() => onChange({ ...draft, items: items.filter((each) => each.key !== item.key) })}
        />
      ))}
      <Button onClick={add} className="justify-self-start">
        <Plus aria-hidden /> {t('addItem')}
      </Button>
      <FieldErrors id="items-error" errors={errors.items ?? []} />
    </fieldset>
  );
}

type ItemProps = {
  item: DraftItem;
  place: number;
  currency: PartProps['draft']['currency'];
  errors: PartProps['errors'];
  onChange: (part: Partial<DraftItem>) => void;
  onRemove: () => void;
};

function Item({ item, place, currency, errors, onChange, onRemove }: ItemProps) {
  const t = useTranslations('paymentLink.form');
  const number = place + 1;
  const nameErrors = errors[`items.${place}.name`] ?? [];
  const id = `item-${item.key}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside the fieldset of all items would be read out twice
    <div
      role="group"
      aria-label={t('item', { number })}
      className="grid grid-cols-[minmax(0,1fr)_8.5rem] gap-x-2 gap-y-1 border-t pt-3"
    >
      <div className="grid min-w-0 content-start gap-1" data-field={`items.${place}.name`}>
        <label htmlFor={id} className="font-medium text-sm">
          {t('itemName')}
        </label>
        <Input
          id={id}
          value={item.name}
          maxLength={100}
          autoComplete="off"
          aria-invalid={nameErrors.length > 0 ? true : undefined}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <FieldErrors id={`${id}-error`} errors={nameErrors} />
      </div>
      <AmountInput
        key={currency}
        name={`price-${item.key}`}
        field={`items.${place}.price`}
        label={t('itemPrice')}
        currency={currency}
        size="line"
        defaultValue={item.price}
        errors={errors[`items.${place}.price`] ?? []}
        onAmountChange={(price) => onChange({ price: price ?? '' })}
      />
      <div className="col-span-2 flex items-center justify-between gap-2">
        <label className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11">
          <input
            type="checkbox"
            checked={item.isShipped}
            onChange={(event) => onChange({ isShipped: event.target.checked })}
            className="size-4 accent-accent max-md:size-5"
          />
          {t('itemShipped')}
        </label>
        <Button variant="ghost" size="icon" onClick={onRemove} aria-label={t('removeItem', { number })}>
          <Trash2 aria-hidden />
        </Button>
      </div>
    </div>
  );
}

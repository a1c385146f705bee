'use client';

import { useLocale } from 'next-intl';
import { type KeyboardEvent, useId, useState } from 'react';
import { type SoldItemRead, useSoldItems } from '#components/live/sold-items.ts';
import { formatAmount } from '#components/money/format-amount.ts';
import { classNames } from '#components/ui/class-names.ts';
import { Input } from '#components/ui/input.tsx';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';

type ItemNameInputProps = {
  id: string;
  merchantSlug: string;
  currency: CurrencyCode;
  name: string;
  onName: (name: string) => void;
  /** Something sold before was chosen: its price, unit and VAT come with it. */
  onItem: (item: SoldItemRead) => void;
};

/** The name of what is sold, with what was sold before offered below it: arrows walk, Enter takes, Escape closes. */
export function ItemNameInput({ id, merchantSlug, currency, name, onName, onItem }: ItemNameInputProps) {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const { data } = useSoldItems(merchantSlug, currency, name, isOpen);
  const items = isOpen ? (data?.items ?? []) : [];
  const chosen = items[at];

  function take(item: SoldItemRead) {
    setOpen(false);
    setAt(-1);
    onItem(item);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      setAt(items.length === 0 ? -1 : (at + step + items.length) % items.length);
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      event.stopPropagation();
      take(chosen);
    } else if (event.key === 'Escape' && items.length > 0) {
      // Closes the list, not the sheet around it.
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  }

  return (
    <div className="relative">
      <Input
        id={id}
        value={name}
        maxLength={100}
        autoComplete="off"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${at}` : undefined}
        onChange={(event) => {
          onName(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <ul
        id={listId}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the list of a combobox, walked from its input
        role="listbox"
        hidden={items.length === 0}
        className="absolute top-full right-0 left-0 z-10 mt-1 max-h-64 overflow-y-auto rounded-md border bg-surface py-1 shadow-raised"
      >
        {items.map((item, index) => (
          <OfferedItem
            key={`${item.name} ${item.unitPrice}`}
            id={`${listId}-${index}`}
            item={item}
            currency={currency}
            isActive={index === at}
            onTake={() => take(item)}
          />
        ))}
      </ul>
    </div>
  );
}

type OfferedItemProps = {
  id: string;
  item: SoldItemRead;
  currency: CurrencyCode;
  isActive: boolean;
  onTake: () => void;
};

function OfferedItem({ id, item, currency, isActive, onTake }: OfferedItemProps) {
  const locale = useLocale();
  const price = parseDecimal(item.unitPrice, currency);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input above takes the keys of its list
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input; the active one is told by aria-activedescendant
    <li
      id={id}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an option of the list above
      role="option"
      aria-selected={isActive}
      // The press must not take the focus from the input before the click arrives.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
      className={classNames(
        'flex cursor-pointer items-baseline justify-between gap-3 px-2.5 py-1.5 text-sm hover:bg-hover max-md:py-2.5',
        isActive && 'bg-hover',
      )}
    >
      <span className="truncate">{item.name}</span>
      <span className="shrink-0 text-ink-soft tabular-nums">{price && formatAmount(price, locale)}</span>
    </li>
  );
}

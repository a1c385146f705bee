'use client';

import { Check } from 'lucide-react';
import { Slot } from 'radix-ui';
import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
  useId,
  useRef,
  useState,
} from 'react';
import { classNames } from './class-names.ts';
import { placeNear } from './place-near.ts';

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactNode;
  children: ReactNode;
  /** Which edges of button and menu are lined up. */
  align?: 'start' | 'end';
  className?: string;
};

/**
 * A list of things to do or places to go, opened by `trigger`. Built on the browser's popover (top layer, closing on
 * Escape and on a press elsewhere); the keys follow the menu button pattern of the ARIA Authoring Practices.
 */
export function DropdownMenu({ trigger, children, align = 'start', className }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);

  function place(event: ToggleEvent<HTMLDivElement>) {
    if (event.newState === 'open' && button.current) placeNear(event.currentTarget, button.current, align);
  }

  function toggled(event: ToggleEvent<HTMLDivElement>) {
    setOpen(event.newState === 'open');
    if (event.newState === 'open') entriesOf(event.currentTarget)[0]?.focus();
  }

  function pressed(event: KeyboardEvent<HTMLDivElement>) {
    if (event.key === 'Tab') return event.currentTarget.hidePopover();
    const next = entryForKey(event.key, entriesOf(event.currentTarget));
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <>
      <Slot.Root
        ref={button}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-state={isOpen ? 'open' : 'closed'}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          menu.current?.showPopover();
        }}
      >
        {trigger}
      </Slot.Root>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        onBeforeToggle={place}
        onToggle={toggled}
        onKeyDown={pressed}
        // Whatever was chosen, the menu has done its work.
        onClick={(event) => event.target !== event.currentTarget && menu.current?.hidePopover()}
        className={classNames(
          'fixed m-0 min-w-48 overflow-y-auto whitespace-normal rounded-lg border bg-surface p-1 font-normal text-ink shadow-floating outline-none open:animate-appear',
          className,
        )}
      >
        {children}
      </div>
    </>
  );
}

const itemLook = classNames(
  'flex h-8 w-full select-none items-center gap-2 rounded-sm px-2 text-left text-sm outline-none max-md:h-11',
  'hover:bg-hover focus:bg-hover disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
);

/** One entry. With `asChild` its child (a link, a submit button) is the entry. */
export function MenuItem({ asChild, className, ...rest }: ComponentProps<'button'> & { asChild?: boolean }) {
  const marks = { ...rest, role: 'menuitem', tabIndex: -1, className: classNames(itemLook, className) };
  return asChild ? <Slot.Root {...marks} /> : <button type="button" {...marks} />;
}

/** Entries of which exactly one holds; it carries a tick. */
export function MenuChoices<Value extends string>({
  value,
  options,
  onChoose,
}: {
  value: Value;
  options: { value: Value; label: ReactNode }[];
  onChoose: (value: Value) => void;
}) {
  return options.map((option) => (
    <button
      key={option.value}
      type="button"
      role="menuitemradio"
      aria-checked={option.value === value}
      tabIndex={-1}
      onClick={() => onChoose(option.value)}
      className={itemLook}
    >
      <span className="min-w-0 flex-1 truncate">{option.label}</span>
      {option.value === value && <Check aria-hidden className="text-accent" />}
    </button>
  ));
}

/** Heading of a group of entries. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <p className="px-2 pt-2 pb-1 font-medium text-ink-soft text-xs">{children}</p>;
}

/** A line between groups. */
export function MenuLine() {
  return <hr className="-mx-1 my-1" />;
}

function entriesOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')];
}

/** The entry a key leads to from the one in focus: arrows go round, Home and End jump, a letter finds a word. */
function entryForKey(key: string, entries: HTMLElement[]): HTMLElement | undefined {
  const active = document.activeElement;
  const here = active instanceof HTMLElement ? entries.indexOf(active) : -1;
  if (key === 'ArrowDown') return entries[(here + 1) % entries.length];
  if (key === 'ArrowUp') return entries.at(here <= 0 ? -1 : here - 1);
  if (key === 'Home') return entries[0];
  if (key === 'End') return entries.at(-1);
  if ([...key].length !== 1 || key === ' ') return undefined;
  const letter = key.toLocaleLowerCase();
  const following = [...entries.slice(here + 1), ...entries.slice(0, here + 1)];
  return following.find((entry) => entry.textContent?.trim().toLocaleLowerCase().startsWith(letter));
}

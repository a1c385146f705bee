import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** One of the few answers of a segmented choice. */
export type SegmentOption = { value: string; label: ReactNode; disabled?: boolean };

type SegmentedProps = {
  /** Name of the group in the form. */
  name: string;
  /** What is being chosen, for screen readers. */
  label: string;
  options: SegmentOption[];
  defaultValue?: string;
  /** Given together with `onValueChange` when the choice is kept outside. */
  value?: string;
  onValueChange?: (value: string) => void;
  className?: string;
};

/** Two to five answers side by side: radio buttons in a strip, so arrow keys and forms work without script. */
export function Segmented({
  name,
  label,
  options,
  defaultValue,
  value,
  onValueChange,
  className,
}: SegmentedProps) {
  return (
    <fieldset
      className={classNames(
        'inline-flex w-fit max-w-full rounded-md border border-line bg-sunken p-0.5',
        className,
      )}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            'relative flex h-7 min-w-0 flex-1 items-center justify-center gap-1.5 truncate whitespace-nowrap rounded-sm px-3 text-ink-soft text-sm transition-colors',
            'cursor-pointer hover:text-ink has-disabled:cursor-not-allowed has-disabled:opacity-55 max-md:h-10 [&_svg]:size-4',
            'has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-raised has-checked:ring-1 has-checked:ring-line',
            'has-focus-visible:outline-2 has-focus-visible:outline-focus',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            disabled={option.disabled}
            {...(value === undefined
              ? { defaultChecked: option.value === defaultValue }
              : { checked: option.value === value })}
            onChange={onValueChange && (() => onValueChange(option.value))}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

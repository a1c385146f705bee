import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** One answer of a radio group: its words and, below them, what follows from it. */
export type RadioOption = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

type RadioGroupProps = {
  name: string;
  /** The question, shown above the answers. */
  legend: ReactNode;
  options: RadioOption[];
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  className?: string;
};

/** A choice whose answers need a sentence each: cards with a radio button. */
export function RadioGroup({
  name,
  legend,
  options,
  defaultValue,
  value,
  onValueChange,
  className,
}: RadioGroupProps) {
  return (
    <fieldset className={classNames('min-w-0', className)}>
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <div className="grid gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              'flex cursor-pointer items-start gap-2.5 rounded-md border border-line bg-surface px-3 py-2.5 transition-colors hover:bg-hover',
              'has-checked:border-accent has-checked:bg-accent-tint has-disabled:cursor-not-allowed has-disabled:opacity-60',
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
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block font-medium">{option.label}</span>
              {option.hint && <span className="block text-ink-soft text-sm">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

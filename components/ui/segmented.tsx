import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type SegmentedProps<Value extends string> = {
  /** Name of the value in the form. */
  name: string;
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChange: (value: Value) => void;
  /** Ids of the sentences that describe it. */
  describedBy?: string;
};

/** One of a few, all in sight: radio buttons that look like one control, moved through with the arrow keys. */
export function Segmented<Value extends string>({
  name,
  label,
  value,
  options,
  onChange,
  describedBy,
}: SegmentedProps<Value>) {
  return (
    <fieldset className="grid gap-1" data-field={name} aria-describedby={describedBy}>
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <div className="flex rounded-md border border-line-firm/60 bg-sunken p-0.5">
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              'grid min-h-8 flex-1 cursor-pointer place-items-center rounded-sm px-3 text-center text-ink-soft text-sm transition-colors max-md:min-h-11',
              'has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-raised has-focus-visible:outline-2 has-focus-visible:outline-accent',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

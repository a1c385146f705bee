import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A yes or no with its words; the whole line can be pressed. */
export function Checkbox({
  label,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode }) {
  return (
    <label
      className={classNames(
        'inline-flex items-start gap-2 text-base has-disabled:text-ink-faint max-md:min-h-11 max-md:items-center',
        className,
      )}
    >
      <input
        {...rest}
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 rounded-sm accent-accent max-md:mt-0 max-md:size-5"
      />
      <span>{label}</span>
    </label>
  );
}

import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** The name of a control; needs `htmlFor`. */
export function Label({
  className,
  htmlFor,
  children,
  ...rest
}: ComponentProps<'label'> & { htmlFor: string }) {
  return (
    <label {...rest} htmlFor={htmlFor} className={classNames('font-medium text-ink text-sm', className)}>
      {children}
    </label>
  );
}

import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

/** The look shared by everything one writes or chooses in. 16 px on a phone, so that it does not zoom the page. */
export const controlLook = classNames(
  'w-full min-w-0 rounded-md border border-line-firm bg-surface px-2.5 text-base text-ink transition-colors max-md:text-lg',
  'hover:border-ink-faint focus-visible:border-focus focus-visible:outline-2 focus-visible:outline-focus focus-visible:outline-offset-0',
  'disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-faint',
  'aria-invalid:border-stopped aria-invalid:focus-visible:outline-stopped',
);

/** One line of text. Name it with a `Label` or a `Field`. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input {...rest} className={classNames(controlLook, 'h-8 read-only:bg-sunken max-md:h-11', className)} />
  );
}

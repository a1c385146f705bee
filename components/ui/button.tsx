import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

/** How loud a control asks to be pressed. One `primary` per screen; `danger` where money or access is taken away. */
export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

/** `md` 32 px, `lg` 40 px, `icon` a 32 px square; all at least 44 px on a phone. */
export type ButtonSize = 'md' | 'lg' | 'icon';

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-strong aria-disabled:hover:bg-accent',
  secondary:
    'border border-line-firm/60 bg-surface text-ink shadow-raised hover:bg-hover disabled:hover:bg-surface aria-disabled:hover:bg-surface',
  ghost: 'text-ink-soft hover:bg-hover hover:text-ink disabled:hover:bg-transparent',
  danger: 'bg-stopped text-on-stopped enabled:hover:bg-stopped-strong aria-disabled:hover:bg-stopped',
};

const sizes: Record<ButtonSize, string> = {
  md: 'h-8 px-3 text-sm max-md:h-11 max-md:px-3.5 max-md:text-base',
  lg: 'h-10 px-4 text-base max-md:h-12',
  icon: 'size-8 text-sm max-md:size-11',
};

/** The look of a button, for links that act like one: `<Link className={buttonLook('primary')}>`. */
export function buttonLook(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors',
    'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-progress aria-disabled:opacity-75',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    variants[variant],
    sizes[size],
  );
}

type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** What is going on; while set, presses do nothing, focus stays, and the sentence replaces the label. */
  busy?: ReactNode;
  disabled?: boolean;
  /** Why it is disabled, for the pointer and for screen readers. */
  reason?: string;
};

/** A button. `type` is `button` unless said otherwise, so that none submits a form by accident. */
export function Button({
  variant,
  size,
  busy,
  disabled,
  reason,
  className,
  children,
  onClick,
  type,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // While busy it is no submit button, so a second press sends nothing and the focus still stays.
      type={busy ? 'button' : (type ?? 'button')}
      disabled={disabled}
      aria-disabled={busy ? true : undefined}
      aria-busy={busy ? true : undefined}
      title={disabled ? reason : rest.title}
      aria-description={disabled ? reason : undefined}
      onClick={busy ? undefined : onClick}
      className={classNames(buttonLook(variant, size), className)}
    >
      {busy ? (
        <>
          <Spinner />
          {busy}
        </>
      ) : (
        children
      )}
    </button>
  );
}

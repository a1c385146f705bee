import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A thing with an edge of its own. Not for grouping alone: a heading and space do that. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={classNames('rounded-lg border border-line bg-surface', className)} />;
}

/** Title line of a card, with what can be done about it on the right. */
export function CardHead({
  title,
  sentence,
  actions,
}: {
  title: ReactNode;
  sentence?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <h2 className="text-base">{title}</h2>
        {sentence && <p className="text-ink-soft text-sm">{sentence}</p>}
      </div>
      {actions && <div className="flex items-center gap-2">{actions}</div>}
    </header>
  );
}

/** The inside of a card. */
export function CardBody({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={classNames('p-4', className)} />;
}

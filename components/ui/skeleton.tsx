import { classNames } from './class-names.ts';

/** A place held for what is coming, in its true size (given by `className`), so that the page never jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-breathe rounded-sm bg-hover', className)} />;
}

/** Rows of a table on their way, at the height of real rows. */
export function SkeletonRows({ rows = 8, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="overflow-hidden rounded-lg border bg-surface">
      <div className="h-8 border-b bg-sunken" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={row} className="flex h-9 items-center gap-6 border-b px-3 last:border-b-0 max-md:h-16">
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-20" />
        </div>
      ))}
    </div>
  );
}

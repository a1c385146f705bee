import { getTranslations } from 'next-intl/server';
import { Skeleton } from '#components/ui/skeleton.tsx';

/** The search and its table on their way, in their own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton className="mb-2 h-6 w-32" />
      <Skeleton className="mb-5 h-4 w-full max-w-xl" />
      <Skeleton className="mb-4 h-14 w-full" />
      <div className="grid gap-2 rounded-lg border bg-surface p-4">
        {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((line) => (
          <Skeleton key={line} className="h-6 w-full" />
        ))}
      </div>
    </div>
  );
}

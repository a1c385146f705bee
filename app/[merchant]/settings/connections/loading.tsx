import { getTranslations } from 'next-intl/server';
import { Skeleton } from '#components/ui/skeleton.tsx';

/** The cards on their way, in their own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton className="mb-2 h-6 w-40" />
      <Skeleton className="mb-5 h-4 w-full max-w-xl" />
      <div className="grid gap-4 xl:grid-cols-2">
        {['a', 'b'].map((card) => (
          <div key={card} className="grid h-80 content-start gap-3 rounded-lg border bg-surface p-4">
            <Skeleton className="mb-3 h-5 w-56" />
            {['a', 'b', 'c', 'd', 'e'].map((line) => (
              <Skeleton key={line} className="h-4 w-full max-w-md" />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

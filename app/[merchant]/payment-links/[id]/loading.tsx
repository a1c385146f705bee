import { getTranslations } from 'next-intl/server';
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

/** The transaction on its way, in its own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div className="grid gap-6">
      <div className="grid gap-2 border-b pb-5">
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-10 w-56" />
        <Skeleton className="h-6 w-28" />
        <Skeleton className="h-4 w-full max-w-md" />
      </div>
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <SkeletonRows rows={4} label={t('loading')} />
        <SkeletonRows rows={8} label={t('loading')} />
      </div>
    </div>
  );
}

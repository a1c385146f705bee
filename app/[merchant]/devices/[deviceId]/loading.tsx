import { getTranslations } from 'next-intl/server';
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

/** The device on its way, in its own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div>
      <Skeleton className="mb-2 h-6 w-48" />
      <Skeleton className="mb-6 h-5 w-72" />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(18rem,22rem)]">
        <div className="grid content-start gap-6">
          <Skeleton className="h-20 w-full rounded-lg" />
          <SkeletonRows rows={3} label={t('loading')} />
          <SkeletonRows rows={6} label={t('loading')} />
        </div>
        <Skeleton className="h-80 w-full rounded-lg" />
      </div>
    </div>
  );
}

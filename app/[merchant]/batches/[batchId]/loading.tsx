import { getTranslations } from 'next-intl/server';
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

/** The batch on its way, in its own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        <Skeleton className="h-6 w-36" />
        <Skeleton className="h-4 w-full max-w-md" />
      </div>
      <Skeleton className="h-20 w-full rounded-lg" />
      <div className="grid gap-6 xl:grid-cols-2">
        <SkeletonRows rows={3} label={t('loading')} />
        <SkeletonRows rows={3} label={t('loading')} />
      </div>
      <SkeletonRows rows={10} label={t('loading')} />
    </div>
  );
}

import { getTranslations } from 'next-intl/server';
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

/** The start page on its way, in its own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        <Skeleton className="h-6 w-28" />
        <Skeleton className="h-4 w-full max-w-md" />
      </div>
      <Skeleton className="h-20 w-full rounded-lg" />
      <SkeletonRows rows={5} label={t('loading')} />
      <SkeletonRows rows={8} label={t('loading')} />
    </div>
  );
}

import { getTranslations } from 'next-intl/server';
import { Skeleton, SkeletonRows } from '#components/ui/skeleton.tsx';

/** The list on its way, in its own layout. */
export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div className="grid gap-3">
      <Skeleton className="h-6 w-32" />
      <Skeleton className="h-9 w-full max-w-lg" />
      <SkeletonRows rows={12} label={t('loading')} />
    </div>
  );
}

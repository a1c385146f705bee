'use client';

import { ArrowUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLiveChange } from '#components/live/live-provider.tsx';
import { Button } from '#components/ui/button.tsx';

/**
 * New operations wait behind a button, so that no row moves under a finger. `newest` is the first id of the list: ids sort
 * by their making, so whatever comes after it is not on the page.
 */
export function NewRows({ merchant, newest }: { merchant: string; newest: string }) {
  const t = useTranslations('transactions');
  const router = useRouter();
  const [seen, setSeen] = useState<{ newest: string; ids: string[] }>({ newest, ids: [] });
  const ids = seen.newest === newest ? seen.ids : [];
  useLiveChange((change) => {
    if (change.merchant !== merchant || change.topic !== 'transaction' || change.id <= newest) return;
    if (!ids.includes(change.id)) setSeen({ newest, ids: [...ids, change.id] });
  });
  return (
    <div role="status" className="flex justify-center empty:hidden">
      {ids.length > 0 && (
        <Button onClick={() => router.refresh()} className="animate-appear">
          <ArrowUp aria-hidden />
          {t('newRows', { count: ids.length })}
        </Button>
      )}
    </div>
  );
}

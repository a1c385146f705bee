import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LinkTabs } from '#components/ui/tabs.tsx';

/** A saved view as a tab: where it leads, days that are chosen included. */
export type ViewTab = { id: string; name: string; isShared: boolean; href: string; isCurrent: boolean };

type ViewTabsProps = {
  views: ViewTab[];
  /** The whole list. */
  allHref: string;
  isAll: boolean;
  /** What saves and removes views. */
  children: ReactNode;
};

/** The saved views of the list as tabs, everybody's first, with what keeps them. */
export function ViewTabs({ views, allHref, isAll, children }: ViewTabsProps) {
  const t = useTranslations('find.views');
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1" data-frame>
      {views.length > 0 && (
        <div className="min-w-0 flex-1">
          <LinkTabs
            label={t('label')}
            tabs={[
              { href: allHref, label: t('all'), isCurrent: isAll },
              ...views.map((view) => ({
                href: view.href,
                label: view.name,
                isCurrent: view.isCurrent,
              })),
            ]}
          />
        </div>
      )}
      {children}
    </div>
  );
}

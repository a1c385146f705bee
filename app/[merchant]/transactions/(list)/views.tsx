import { ClientMessages } from '#components/i18n/client-messages.tsx';
import type { SearchParams } from '#components/tables/search-params.ts';
import { ViewTabs } from '#components/transactions/view-tabs.tsx';
import { ViewsMenu } from '#components/transactions/views-menu.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listViews } from '#server/saved-views/list-views.ts';
import { listQuery, onlyDays, withoutDays } from '#server/transactions/list-query.ts';
import {
  removeSharedViewAction,
  removeViewAction,
  saveViewAction,
  shareViewAction,
} from '../view-actions.ts';

type ViewsProps = {
  ctx: Context<'transactions:see'>;
  asked: SearchParams;
  /** Only what is understood can be saved. */
  isUnderstood: boolean;
};

/** The saved views of this person as tabs. One without days of its own keeps those that are chosen. */
export async function Views({ ctx, asked, isUnderstood }: ViewsProps) {
  const { slug } = ctx.merchant;
  const views = await listViews(ctx);
  const query = listQuery(asked);
  const days = listQuery(onlyDays(asked));
  const pathname = `/${slug}/transactions`;
  const tabs = views.map(({ id, name, isShared, query: saved }) => {
    const values = Object.fromEntries(new URLSearchParams(saved));
    const hasDays = saved !== listQuery(withoutDays(values));
    const wanted = hasDays || days === '' ? saved : listQuery({ ...values, ...onlyDays(asked) });
    return { id, name, isShared, href: `${pathname}?${wanted}`, isCurrent: wanted === query };
  });
  const mayShare = allows(ctx.actor.role, 'views:share');
  return (
    <ViewTabs views={tabs} allHref={days ? `${pathname}?${days}` : pathname} isAll={query === days}>
      <ClientMessages also={['find']}>
        <ViewsMenu
          query={isUnderstood && query !== '' ? query : null}
          views={views.map(({ id, name, isShared }) => ({ id, name, isShared }))}
          actions={{
            save: saveViewAction.bind(null, slug),
            remove: removeViewAction.bind(null, slug),
            share: mayShare ? shareViewAction.bind(null, slug) : undefined,
            removeShared: mayShare ? removeSharedViewAction.bind(null, slug) : undefined,
          }}
        />
      </ClientMessages>
    </ViewTabs>
  );
}

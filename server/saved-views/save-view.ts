import type { Tx } from '#db/client.ts';
import { countViewRows, hasViewNamed, putView, type ViewOwner } from '#db/queries/saved-views.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { ViewId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { listQuery } from '#server/transactions/list-query.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import { readListRequest } from '#server/transactions/transaction-filter.ts';
import type { ViewWish } from './view-form.ts';

/** More tabs than this nobody finds anything in. */
export const MOST_VIEWS = 20;

/** Why a view is not saved. */
export type ViewFailure = 'too_many' | 'not_understood' | 'nothing';

/** A view that was saved, and the filter it holds. */
export type Saved = { id: ViewId; query: string };

/** Keeps a filter for the person alone, in the place of their own view of that name if there is one. */
export async function saveView(
  ctx: Context<'transactions:see'>,
  wish: ViewWish,
  reader: ListReader,
): Promise<Result<Saved, ViewFailure>> {
  return keep(ctx, { userId: ctx.actor.id }, wish, reader, async () => {});
}

/** Keeps a filter for everybody at the merchant, in the place of the one of that name if there is one. */
export async function shareView(
  ctx: Context<'views:share'>,
  wish: ViewWish,
  reader: ListReader,
): Promise<Result<Saved, ViewFailure>> {
  return keep(ctx, 'everybody', wish, reader, (tx, { id, query }) =>
    record(tx, ctx.merchant.id, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'view.shared',
      objectId: id,
      result: 'done',
      data: { name: wish.name, query },
    }),
  );
}

async function keep(
  ctx: Context,
  owner: ViewOwner,
  wish: ViewWish,
  reader: ListReader,
  afterwards: (tx: Tx, saved: Saved) => Promise<void>,
): Promise<Result<Saved, ViewFailure>> {
  const asked = Object.fromEntries(new URLSearchParams(wish.query));
  const query = listQuery(asked);
  if (query === '') return err('nothing');
  if (!readListRequest(asked, reader).filter) return err('not_understood');
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const isNew = !(await hasViewNamed(tx, merchantId, owner, wish.name));
    if (isNew && (await countViewRows(tx, merchantId, owner)) >= MOST_VIEWS) return err('too_many');
    const id = await putView(tx, {
      merchantId,
      id: ctx.ids.next('view'),
      userId: ctx.actor.id,
      isShared: owner === 'everybody',
      name: wish.name,
      query,
      savedAt: ctx.clock.now(),
    });
    await afterwards(tx, { id, query });
    return ok({ id, query });
  });
}

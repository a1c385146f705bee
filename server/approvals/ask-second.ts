import type { Tx } from '#db/client.ts';
import type { Context } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { NeedsSecond } from '#server/people/change-member.ts';
import { type AlreadyWaiting, insertRequest, type NewRequest, type Requested } from './insert-request.ts';

/** A change as it is frozen: what it is about and what it is to be. It is of the whole merchant, and says no amount and no reason. */
export type FrozenChange = Pick<NewRequest, 'kind' | 'subjectId' | 'request' | 'secret'>;

/** Asks a second person to let a change happen, in the caller's transaction; without a key of a form, one waits for a thing at a time. */
export async function askForChange(
  ctx: Context,
  tx: Tx,
  change: FrozenChange,
  intentKey: string = ctx.ids.next('approval'),
): Promise<Result<Requested, AlreadyWaiting>> {
  const amount = { amountMinor: null, currency: null };
  return insertRequest(ctx, tx, { ...change, intentKey, amount, reason: null, branchId: null });
}

/** What one person did alone, or, where it turned out to take a second one, asks for (`waits`). */
export async function doneOrAsked<F extends { kind: string }>(
  ctx: Context,
  tx: Tx,
  done: Result<unknown, F | NeedsSecond>,
  change: () => Promise<FrozenChange>,
): Promise<Result<{ waits: boolean }, F | AlreadyWaiting>> {
  if (done.ok) return ok({ waits: false });
  if (!takesSecond(done.error)) return err(done.error);
  const asked = await askForChange(ctx, tx, await change());
  return asked.ok ? ok({ waits: true }) : asked;
}

function takesSecond<F extends { kind: string }>(failure: F | NeedsSecond): failure is NeedsSecond {
  return failure.kind === 'needs_second';
}

import type { Tx } from '#db/client.ts';
import { listWaiting } from '#db/queries/approvals.ts';
import { lockMemberships } from '#db/queries/members.ts';
import type { Context } from '#server/auth/context.ts';
import type { ApprovalId, ConnectionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { describeAccount, type FixedAddresses } from '#server/set-up/set-up-merchant.ts';
import {
  type AccountFailure,
  type AccountWish,
  planConnection,
  tryCredentials,
} from '#server/terminals/manage-connections.ts';
import { askForChange } from './ask-second.ts';
import { type FrozenCredentials, frozenCredentials } from './frozen-request.ts';
import type { AlreadyWaiting, Requested } from './insert-request.ts';

type Managing = Context<'connections:manage'>;

/**
 * Asks for an account with a provider: it is there when another administrator lets it. Until then its credentials wait sealed. What
 * the provider has to be told once comes back now, and is not shown again; it opens nothing before the account is there.
 */
export async function addConnection(
  ctx: Managing,
  wish: AccountWish,
): Promise<
  Result<{ connectionId: ConnectionId; fixed: FixedAddresses | null }, AccountFailure | AlreadyWaiting>
> {
  const planned = planConnection(ctx, wish);
  if (!planned.ok) return planned;
  const { id: merchantId } = ctx.merchant;
  const { publicUrl, ids } = ctx;
  const connectionId = ids.next('connection');
  const described = describeAccount(planned.value, merchantId, { publicUrl, newSecret: ids.secret });
  const { settings, staticCallbackHash, ...account } = described.account;
  const change = { kind: 'add', settings, staticCallbackHash } as const;
  const secret = JSON.stringify(planned.value.credentials);
  const asked = await ctx.inTransaction(async (tx) => {
    // Two clicks of one person are one after the other, and the second finds the first.
    await lockMemberships(tx, merchantId, [ctx.actor.id]);
    const waiting = (await readWaiting(ctx, tx)).find((one) => isSameAccount(one.account, account));
    if (waiting) return err({ kind: 'already_waiting' as const, approvalId: waiting.approvalId });
    return ask(ctx, tx, { version: 1, connectionId, account, change }, secret);
  });
  return asked.ok ? ok({ connectionId, fixed: described.fixed }) : asked;
}

/**
 * Puts other credentials to the provider, and asks for them to take the place of those that are there, once it has taken them:
 * operations go on with those until another administrator lets it. Throws NotFound for an account that is not the merchant's.
 */
export async function changeCredentials(
  ctx: Managing,
  id: ConnectionId,
  secrets: Record<string, string>,
): Promise<Result<Requested, AccountFailure | AlreadyWaiting>> {
  const tried = await tryCredentials(ctx, id, secrets);
  if (!tried.ok) return err(tried.error);
  const { row, credentials } = tried.value;
  const { provider, environment, label, baseUrl } = row;
  const setAt = row.credentialsSetAt?.toISOString() ?? null;
  const account = { provider, environment, label, baseUrl };
  const change = { kind: 'replace', setAt } as const;
  return ctx.inTransaction((tx) =>
    ask(ctx, tx, { version: 1, connectionId: id, account, change }, credentials),
  );
}

/** What is asked for is about the account, so that one waits for it at a time; the credentials wait beside it, sealed. */
function ask(ctx: Managing, tx: Tx, request: FrozenCredentials, secret: string) {
  return askForChange(ctx, tx, { kind: 'credentials', subjectId: request.connectionId, request, secret });
}

/** The accounts whose credentials wait for another administrator, by the labels they were asked for under. */
export async function listWaitingAccounts(
  ctx: Context<'connections:see'>,
): Promise<{ approvalId: ApprovalId; label: string }[]> {
  const waiting = await ctx.inTransaction((tx) => readWaiting(ctx, tx));
  return waiting.map(({ approvalId, account }) => ({ approvalId, label: account.label }));
}

async function readWaiting(ctx: Context, tx: Tx) {
  const rows = await listWaiting(tx, ctx.merchant.id, ['credentials']);
  return rows.map(({ id, request }) => ({
    approvalId: id,
    account: frozenCredentials.parse(request).account,
  }));
}

type Account = FrozenCredentials['account'];

function isSameAccount(one: Account, other: Account): boolean {
  return (
    one.provider === other.provider && one.environment === other.environment && one.label === other.label
  );
}

import type { Tx } from '#db/client.ts';
import {
  findConnection,
  insertConnection,
  renameConnection,
  replaceCredentials,
} from '#db/queries/connections.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import type { connections } from '#db/schema/connections.ts';
import type { AuditFacts, ExactFacts } from '#server/audit/facts.ts';
import { type AuditEntry, record } from '#server/audit/record.ts';
import { type Context, NotFound, type SystemContext } from '#server/auth/context.ts';
import type { ApprovalId, ConnectionId, UserId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { connectionPlan, type PlannedConnection } from '#server/set-up/plan.ts';
import { secretsOf } from './account-form.ts';
import { seal } from './seal.ts';
import { type ConnectionTest, signInTo } from './test-connection.ts';

type Managing = Context<'connections:manage'>;

/** Why an account was not added or changed. `fields`: those that cannot be used as written. */
export type AccountFailure =
  | { kind: 'fields'; fields: string[] }
  | { kind: 'host_not_allowed' }
  /** The new credentials were put to the provider, and it did not take them; the old ones stay in use. */
  | { kind: 'not_accepted'; outcome: Exclude<ConnectionTest['outcome'], 'ok'> };

/** An account as somebody writes it: choices and secrets by their names, nothing of it checked yet. */
export type AccountWish = {
  provider: Provider;
  environment: 'live' | 'sandbox';
  label: string;
  baseUrl: string;
  choices: Record<string, string>;
  secrets: Record<string, string>;
};

/** Addresses an account may lead to: those this process may send to at all, and no other (`OUTGOING_HOSTS`). */
export function listBaseUrls({ outgoingHosts }: Pick<Context, 'outgoingHosts'>): string[] {
  return outgoingHosts.map((host) => {
    const isHere = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host);
    return `${isHere ? 'http' : 'https'}://${host}`;
  });
}

/** Reads how an account is to be; nothing is kept, and nothing is asked of the provider: whoever adds it tests it once it is there. */
export function planConnection(ctx: Managing, wish: AccountWish): Result<PlannedConnection, AccountFailure> {
  if (!listBaseUrls(ctx).includes(wish.baseUrl)) return err({ kind: 'host_not_allowed' });
  const { provider, environment, label, baseUrl, choices, secrets } = wish;
  const parsed = connectionPlan.safeParse({
    ...choices,
    ...{ provider, environment, label, baseUrl, devices: [] },
    credentials: Object.fromEntries(secretsOf(provider).map((name) => [name, secrets[name] ?? ''])),
  });
  if (parsed.success) return ok(parsed.data);
  const names = parsed.error.issues.map(({ path }) => String(path.at(-1) ?? ''));
  return err({ kind: 'fields', fields: [...new Set(names)] });
}

/** Gives an account another name. Throws NotFound for one that is not the merchant's. */
export async function changeConnection(ctx: Managing, id: ConnectionId, label: string): Promise<void> {
  const merchantId = ctx.merchant.id;
  await ctx.inTransaction(async (tx) => {
    const row = await findConnection(tx, merchantId, id);
    if (!row) throw new NotFound();
    await renameConnection(tx, merchantId, id, label);
    await record(tx, merchantId, ctx.auditKey, entry(ctx, id, 'changed', { label, labelBefore: row.label }));
  });
}

/** Credentials that their provider has just taken, in clear, and the account they are for as it was read before. */
export type TriedCredentials = { row: ConnectionRow; credentials: string };

/**
 * Puts other credentials to the provider, without keeping them: operations go on with those that are there. That it did not take
 * them is in the audit. Throws NotFound for an account that is not the merchant's.
 */
export async function tryCredentials(
  ctx: Managing,
  id: ConnectionId,
  secrets: Record<string, string>,
): Promise<Result<TriedCredentials, AccountFailure>> {
  const merchantId = ctx.merchant.id;
  const row = await ctx.inTransaction((tx) => findConnection(tx, merchantId, id));
  if (!row) throw new NotFound();
  const names = secretsOf(row.provider);
  const missing = names.filter((name) => !secrets[name]);
  if (missing.length > 0) return err({ kind: 'fields', fields: missing });
  const credentials = JSON.stringify(Object.fromEntries(names.map((name) => [name, secrets[name]])));
  const sealedCredentials = sealFor(ctx, row, credentials);
  const { outcome } = await signInTo(ctx, { ...row, sealedCredentials }, [], { isTrial: true });
  if (outcome === 'ok') return ok({ row, credentials });
  await ctx.inTransaction((tx) =>
    record(tx, merchantId, ctx.auditKey, {
      ...entry(ctx, id, 'credentials_changed', { outcome }),
      result: 'refused',
    }),
  );
  return err({ kind: 'not_accepted', outcome });
}

/** Who lets it happen: another administrator, or, where it happens by itself, the system; and what that goes back to. */
type Let = Pick<Context, 'merchant' | 'clock' | 'auditKey' | 'sealingKeys'> & {
  actor: Context['actor'] | SystemContext['actor'];
};
type LetBy = { approvalId: ApprovalId; madeBy: UserId };

/** Keeps an account that two stand behind, in the caller's transaction. */
export async function putConnection(
  ctx: Let,
  tx: Tx,
  account: Omit<typeof connections.$inferInsert, 'merchantId' | 'sealedCredentials' | 'createdAt'>,
  credentials: string,
  by: LetBy,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  const { id, provider, environment, label, baseUrl } = account;
  const data = { provider, environment, label, baseUrl, ...by };
  await record(tx, merchantId, ctx.auditKey, entry(ctx, id, 'added', data));
  const sealedCredentials = sealFor(ctx, { provider }, credentials);
  await insertConnection(tx, { ...account, merchantId, sealedCredentials, createdAt: ctx.clock.now() });
}

/**
 * Puts credentials that two stand behind in the place of those that are there, in the caller's transaction. The login that was made
 * with those is thrown away. Throws when others came between `row` and now: nothing may stay of that transaction.
 */
export async function putCredentials(
  ctx: Let,
  tx: Tx,
  row: Pick<ConnectionRow, 'merchantId' | 'id' | 'provider' | 'credentialsSetAt'>,
  credentials: string,
  by: LetBy,
): Promise<void> {
  // The audit first, as where the answers of operations are kept: two rows locked in two orders would wait for each other.
  await record(tx, ctx.merchant.id, ctx.auditKey, entry(ctx, row.id, 'credentials_changed', by));
  const next = { sealedCredentials: sealFor(ctx, row, credentials), setAt: ctx.clock.now() };
  if (!(await replaceCredentials(tx, row, next))) throw new Error(`${row.id} has other credentials by now`);
}

function sealFor(
  { merchant, sealingKeys }: Pick<Context, 'merchant' | 'sealingKeys'>,
  { provider }: Pick<ConnectionRow, 'provider'>,
  credentials: string,
): string {
  return seal(sealingKeys, { merchantId: merchant.id, provider, field: 'credentials' }, credentials);
}

function entry<F extends AuditFacts>(
  ctx: Pick<Let, 'clock' | 'actor'>,
  id: ConnectionId,
  step: 'added' | 'changed' | 'credentials_changed',
  data: ExactFacts<F>,
): AuditEntry {
  return {
    at: ctx.clock.now(),
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
    action: `connection.${step}`,
    objectId: id,
    result: 'done',
    data,
  };
}

import {
  findConnection,
  insertConnection,
  renameConnection,
  replaceCredentials,
} from '#db/queries/connections.ts';
import { type AuditEntry, record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { ConnectionId } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { connectionPlan, type PlannedConnection } from '#server/set-up/plan.ts';
import { type FixedAddresses, toConnection } from '#server/set-up/set-up-merchant.ts';
import { secretsOf } from './account-form.ts';
import { seal } from './seal.ts';
import { type ConnectionTest, signInTo } from './test-connection.ts';

type Managing = Context<'connections:manage'>;

/** Why an account was not added or changed. `fields`: those that cannot be used as written. */
export type AccountFailure =
  | { kind: 'fields'; fields: string[] }
  | { kind: 'host_not_allowed' }
  /** The new credentials were put to the provider, and it did not take them; the old ones stay in use. */
  | { kind: 'not_accepted'; outcome: Exclude<ConnectionTest['outcome'], 'ok'> }
  /** Somebody else changed them meanwhile. */
  | { kind: 'changed_meanwhile' };

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

/**
 * Adds an account with a provider, its credentials sealed. Nothing is asked of the provider: whoever adds it tests it next.
 * What the provider has to be told once comes back, and is not shown again.
 */
export async function addConnection(
  ctx: Managing,
  wish: AccountWish,
): Promise<Result<{ connectionId: ConnectionId; fixed: FixedAddresses | null }, AccountFailure>> {
  if (!listBaseUrls(ctx).includes(wish.baseUrl)) return err({ kind: 'host_not_allowed' });
  const planned = readPlan(wish);
  if (!planned.ok) return planned;
  const merchantId = ctx.merchant.id;
  const id = ctx.ids.next('connection');
  const createdAt = ctx.clock.now();
  const { row, fixed } = toConnection(
    planned.value,
    { merchantId, id, createdAt },
    { sealingKeys: ctx.sealingKeys, newSecret: ctx.ids.secret, publicUrl: ctx.publicUrl },
  );
  await ctx.inTransaction(async (tx) => {
    await insertConnection(tx, row);
    const { provider, environment, label, baseUrl } = planned.value;
    await record(
      tx,
      merchantId,
      ctx.auditKey,
      entry(ctx, id, 'added', { provider, environment, label, baseUrl }),
    );
  });
  return ok({ connectionId: id, fixed });
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

/**
 * Puts other credentials to the provider first, and in the place of the old ones only once it has taken them: until then
 * operations go on with those. The login that was made with the old ones is thrown away. Throws NotFound for an account that is not
 * the merchant's.
 */
export async function changeCredentials(
  ctx: Managing,
  id: ConnectionId,
  secrets: Record<string, string>,
): Promise<Result<null, AccountFailure>> {
  const merchantId = ctx.merchant.id;
  const row = await ctx.inTransaction((tx) => findConnection(tx, merchantId, id));
  if (!row) throw new NotFound();
  const missing = secretsOf(row.provider).filter((name) => !secrets[name]);
  if (missing.length > 0) return err({ kind: 'fields', fields: missing });
  const sealedCredentials = seal(
    ctx.sealingKeys,
    { merchantId, provider: row.provider, field: 'credentials' },
    JSON.stringify(Object.fromEntries(secretsOf(row.provider).map((name) => [name, secrets[name]]))),
  );
  const { outcome } = await signInTo(ctx, { ...row, sealedCredentials }, [], { isTrial: true });
  return ctx.inTransaction(async (tx) => {
    const keep = (result: AuditEntry['result']) =>
      record(tx, merchantId, ctx.auditKey, { ...entry(ctx, id, 'credentials_changed', { outcome }), result });
    if (outcome !== 'ok') {
      await keep('refused');
      return err({ kind: 'not_accepted', outcome });
    }
    if (!(await replaceCredentials(tx, row, sealedCredentials))) return err({ kind: 'changed_meanwhile' });
    await keep('done');
    return ok(null);
  });
}

function readPlan(wish: AccountWish): Result<PlannedConnection, AccountFailure> {
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

function entry(
  ctx: Managing,
  id: ConnectionId,
  step: 'added' | 'changed' | 'credentials_changed',
  data: AuditEntry['data'],
): AuditEntry {
  return {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: ctx.actor.id },
    action: `connection.${step}`,
    objectId: id,
    result: 'done',
    data,
  };
}

import type { Tx } from '#db/client.ts';
import { type ApprovalRow, listSalesOf } from '#db/queries/approvals.ts';
import { type BranchRow, listBranches } from '#db/queries/branches.ts';
import { type InvitationRow, listInvitationsOf } from '#db/queries/invitations.ts';
import { findNames } from '#db/queries/transaction-detail.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { ApprovalKind, ApprovalState } from '#db/schema/approvals.ts';
import type { Role } from '#db/schema/memberships.ts';
import type { Context } from '#server/auth/context.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { type ApprovalId, isId, type TransactionId, type UserId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { visibleText } from '#server/transactions/visible.ts';
import { standsAlone } from './agrees-alone.ts';
import { OBSTACLES, type Obstacle } from './approval-failure.ts';
import { flawOfStep, type Step } from './approval-rule.ts';
import {
  type FrozenCredentials,
  type FrozenLimit,
  type FrozenSingleManager,
  frozenCredentials,
  frozenLimit,
  frozenMember,
  frozenRefund,
  frozenSingleManager,
} from './frozen-request.ts';

/** What a request is about, as whoever decides has to see it. */
export type ApprovalSubject =
  | {
      kind: 'refund';
      saleId: TransactionId;
      amount: Money;
      last4: string | null;
      deviceLabel: string;
      soldAt: Date;
      sold: Money;
      /** What of the sale went back, is on its way or may have gone. */
      gone: Money;
      lines: { name: string; quantity: number; refund: Money }[];
    }
  | ({ kind: 'limit' } & Pick<FrozenLimit, 'role' | 'currency' | 'before' | 'after'>)
  | { kind: 'member'; person: string | null; before: Reach; after: Reach }
  | { kind: 'invitation'; person: string; email: string; after: Reach }
  | ({ kind: 'credentials'; change: 'add' | 'replace' } & FrozenCredentials['account'])
  | ({ kind: 'single_manager' } & Pick<FrozenSingleManager, 'isSingleManager'>);

/** What somebody is here, and in which branches by their names; null: all of them. */
type Reach = { role: Role; branches: string[] | null };

/** A request as a page shows it to one person. */
export type ApprovalView = {
  id: ApprovalId;
  kind: ApprovalKind;
  state: ApprovalState;
  subject: ApprovalSubject;
  reason: string | null;
  /** Null for somebody who left the merchant. */
  maker: string | null;
  isMine: boolean;
  madeAt: Date;
  expiresAt: Date;
  /** When it happens without a second person, as people and rules stand now. */
  runsAt: Date | null;
  /** It was to happen so, but now somebody can answer it, or has to. */
  isNoLongerAlone: boolean;
  isChecked: boolean;
  /** Null also for somebody who left the merchant. */
  checker: string | null;
  answer: string | null;
  obstacle: Obstacle | null;
  endedAt: Date | null;
  transactionId: TransactionId | null;
  /** What the reader may do with it now. */
  may: Record<Step, boolean>;
};

/** Requests as the reader may see them, in the order given. */
export async function viewApprovals(
  ctx: Context<'approvals:see'>,
  tx: Tx,
  rows: readonly ApprovalRow[],
): Promise<ApprovalView[]> {
  const merchantId = ctx.merchant.id;
  const people = rows.flatMap(({ madeBy, decidedBy, subjectId }) =>
    [madeBy, decidedBy ?? [], isId('user', subjectId) ? subjectId : []].flat(),
  );
  const saleIds = rows.flatMap(({ subjectId }) => (isId('transaction', subjectId) ? subjectId : []));
  const invitationIds = rows.flatMap(({ subjectId }) => (isId('invitation', subjectId) ? subjectId : []));
  const hasReach = rows.some(({ kind }) => kind === 'member' || kind === 'invitation');
  const [names, sales, invitations, places, branches] = await Promise.all([
    findNames(tx, [...new Set(people)]),
    listSalesOf(tx, merchantId, [...new Set(saleIds)]),
    listInvitationsOf(tx, merchantId, [...new Set(invitationIds)]),
    saleIds.length > 0 ? listDevicePlaces(tx, merchantId) : [],
    hasReach ? listBranches(tx, merchantId) : [],
  ]);
  const at = ctx.clock.now();
  const accompanied = await listAccompanied(tx, rows, sales);
  return rows.map((row) => {
    const sale = sales.find(({ id }) => id === row.subjectId) ?? null;
    const invitation = invitations.find(({ id }) => id === row.subjectId) ?? null;
    const deviceLabel = places.find(({ deviceId }) => deviceId === sale?.deviceId)?.label ?? '';
    const subject = subjectOf(row, { sale, deviceLabel, invitation, names, branches });
    return toView(ctx, row, { subject, names, at, isNoLongerAlone: accompanied.includes(row.id) });
  });
}

/** Those that were to happen by themselves when they were asked for, and do not as it stands now. */
async function listAccompanied(
  tx: Tx,
  rows: readonly ApprovalRow[],
  sales: readonly TransactionRow[],
): Promise<ApprovalId[]> {
  const due = rows.filter(({ state, runsAt }) => state === 'waiting' && runsAt !== null);
  const ids: ApprovalId[] = [];
  for (const row of due) {
    const sale = sales.find(({ id }) => id === row.subjectId);
    if (!(await standsAlone(tx, row, sale?.branchId))) ids.push(row.id);
  }
  return ids;
}

function toView(
  { actor }: Context,
  row: ApprovalRow,
  {
    subject,
    names,
    at,
    isNoLongerAlone,
  }: {
    subject: ApprovalSubject;
    names: ReadonlyMap<UserId, string>;
    at: Date;
    isNoLongerAlone: boolean;
  },
): ApprovalView {
  const may = (step: Step) => flawOfStep(row, step, actor, at) === null;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    subject,
    reason: visibleText(actor.role, row.reason),
    maker: names.get(row.madeBy) ?? null,
    isMine: row.madeBy === actor.id,
    madeAt: row.madeAt,
    expiresAt: row.expiresAt,
    runsAt: isNoLongerAlone ? null : row.runsAt,
    isNoLongerAlone,
    isChecked: row.decidedBy !== null,
    checker: row.decidedBy && (names.get(row.decidedBy) ?? null),
    answer: visibleText(actor.role, row.answer),
    obstacle: OBSTACLES.find((obstacle) => obstacle === row.obstacle) ?? null,
    endedAt: row.endedAt,
    transactionId: row.transactionId,
    may: { accept: may('accept'), reject: may('reject'), withdraw: may('withdraw') },
  };
}

/** What was read of what requests are about. */
type Around = {
  sale: TransactionRow | null;
  deviceLabel: string;
  invitation: InvitationRow | null;
  names: ReadonlyMap<UserId, string>;
  branches: readonly Pick<BranchRow, 'id' | 'name'>[];
};

/** In the order branches are listed everywhere. */
function toReach(role: Role, ids: readonly string[] | null, branches: Around['branches']): Reach {
  const named = ids && branches.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return { role, branches: named };
}

function subjectOf(
  row: ApprovalRow,
  { sale, deviceLabel, invitation, names, branches }: Around,
): ApprovalSubject {
  switch (row.kind) {
    case 'refund': {
      const { saleId, amountMinor, currency, lines } = frozenRefund.parse(row.request);
      if (!sale) throw new Error(`${row.id} is about no sale`);
      const money = (minor: number): Money => ({ minor, currency });
      return {
        kind: 'refund',
        saleId,
        amount: money(amountMinor),
        last4: sale.last4,
        deviceLabel,
        soldAt: sale.createdAt,
        sold: money(sale.amountMinor),
        gone: money(sale.refundedMinor + sale.refundReservedMinor),
        lines: lines.map(({ name, quantity, refundMinor }) => ({
          name,
          quantity,
          refund: money(refundMinor),
        })),
      };
    }
    case 'limit': {
      const { role, currency, before, after } = frozenLimit.parse(row.request);
      return { kind: 'limit', role, currency, before, after };
    }
    case 'member': {
      const { change, before } = frozenMember.parse(row.request);
      const reach = toReach(before.role, before.branchIds, branches);
      const after = change.kind === 'role_change' ? toReach(change.role, change.branchIds, branches) : reach;
      return { kind: 'member', person: names.get(change.userId) ?? null, before: reach, after };
    }
    case 'invitation': {
      if (!invitation) throw new Error(`${row.id} is about no invitation`);
      const { name, email, role, branchIds } = invitation;
      return { kind: 'invitation', person: name, email, after: toReach(role, branchIds, branches) };
    }
    case 'credentials': {
      const { account, change } = frozenCredentials.parse(row.request);
      return { kind: 'credentials', change: change.kind, ...account };
    }
    case 'single_manager':
      return {
        kind: 'single_manager',
        isSingleManager: frozenSingleManager.parse(row.request).isSingleManager,
      };
    default:
      return assertNever(row.kind);
  }
}

import type { Tx } from '#db/client.ts';
import { listBookPayments, listByPayments, listUnpaidByReference } from '#db/queries/day-report.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import type { LinkRow } from '#db/queries/payment-links.ts';
import type { TransactionKind } from '#db/schema/transactions.ts';
import type { DayReportReply, ReportedMovement } from '#server/gateways/hosted-gateway.ts';
import type { BatchId } from '#server/kernel/ids.ts';
import type { DayFacts } from './match-day-report.ts';

/** What we know of the payments in a provider's report, and the book that it is held against. */
export async function readDayFacts(
  tx: Tx,
  account: ConnectionRow,
  batchId: BatchId,
  reply: DayReportReply,
): Promise<DayFacts> {
  const { merchantId } = account;
  const movements = reply.kind === 'reported' ? reply.movements : [];
  const members = await listBookPayments(tx, merchantId, batchId);
  const named = [...new Set(movements.map((one) => one.providerPaymentId))];
  const known = (await listByPayments(tx, account, named)).filter((one) => one.batchId !== batchId);
  const references = movements.flatMap(({ reference }) => reference ?? []);
  const unpaid = await listUnpaidByReference(tx, account, [...new Set(references)]);
  return {
    ours: members.flatMap((member) => {
      const { id: transactionId, kind, providerPaymentId, currency, amountMinor } = member;
      const moved = movementOf(kind);
      return moved && providerPaymentId
        ? [
            {
              transactionId,
              kind: moved,
              providerPaymentId,
              currency,
              amountMinor,
              settled: settledOf(member),
            },
          ]
        : [];
    }),
    elsewhere: known.flatMap(({ kind, providerPaymentId, batchId: other }) => {
      const moved = movementOf(kind);
      return moved && providerPaymentId ? [{ kind: moved, providerPaymentId, batchId: other }] : [];
    }),
    unpaid: new Map(unpaid.map(({ id, reference }) => [reference, id])),
  };
}

/** What the provider told when it was paid. */
function settledOf({ commissionMinor, feeMinor, payoutMinor }: Settled) {
  if (commissionMinor === null || feeMinor === null || payoutMinor === null) return null;
  return { keptMinor: commissionMinor + feeMinor, payoutMinor };
}

type Settled = Pick<LinkRow, 'commissionMinor' | 'feeMinor' | 'payoutMinor'>;

/** What a provider with pages calls our kinds of operation; nothing is held on its cards. */
function movementOf(kind: TransactionKind): ReportedMovement['kind'] | null {
  switch (kind) {
    case 'sale':
      return 'payment';
    case 'void':
      return 'cancel';
    case 'refund':
      return 'refund';
    case 'preauthorization':
    case 'capture':
      return null;
  }
}

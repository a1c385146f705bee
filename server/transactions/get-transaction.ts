import { findApprovalOf } from '#db/queries/approvals.ts';
import { findBatch } from '#db/queries/batches.ts';
import { findRunOfBatch } from '#db/queries/end-of-day.ts';
import { type ExchangeRow, listExchanges } from '#db/queries/exchanges.ts';
import { listCallbacksOf } from '#db/queries/inbox.ts';
import { listMailsOf } from '#db/queries/mails.ts';
import { listCopies } from '#db/queries/receipt-copies.ts';
import { findDevicePlace, findNames, listFamily } from '#db/queries/transaction-detail.ts';
import { listNotes } from '#db/queries/transaction-notes.ts';
import {
  findTransaction,
  listEvents,
  readContradiction,
  type TransactionRow,
} from '#db/queries/transactions.ts';
import type { BatchState } from '#db/schema/batches.ts';
import type { TransactionFlag } from '#db/schema/transactions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { listKnownAcquirerNames } from '#server/batches/group-names.ts';
import type { SaleOptions } from '#server/gateways/sale-options.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import { type ApprovalId, type BatchId, isId, type TransactionId, type UserId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { isHosted } from '#server/kernel/providers.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { DECIDABLE_FLAGS } from '#server/resolutions/resolution-rule.ts';
import { paymentAtProvider } from './decision-rule.ts';
import { type Family, toFamily, withShownKind } from './family.ts';
import { fiscalDetails } from './fiscal.ts';
import { type ListedTransaction, toListed } from './listed.ts';
import { saleOptions } from './sale-options.ts';
import { type StoryEntry, tellStory } from './story.ts';
import { type TimelineEntry, timelineEntry } from './timeline.ts';
import {
  seesBin,
  seesMaskedContact,
  type VisibleFiscal,
  visibleBody,
  visibleFiscal,
  visibleOptions,
  visibleText,
} from './visible.ts';
import { type Why, whyState } from './why-state.ts';

/** Everything about one operation that this person may see. */
export type TransactionDetail = ListedTransaction & {
  environment: TransactionRow['environment'];
  provider: TransactionRow['provider'];
  originalId: TransactionId | null;
  deviceId: TransactionRow['deviceId'];
  installmentCount: number;
  /** What the customer pays on top of the price; contained in the amount. */
  surcharge: Money;
  /** Document, buyer and notice; null for an operation without a document. */
  fiscal: VisibleFiscal | null;
  /** What the provider is told beside the amount; null for nothing. */
  options: SaleOptions | null;
  reason: string | null;
  createdBy: string | null;
  /** Of a refund that needed a second person: who that was; null where nobody else could look. */
  approval: { id: ApprovalId; checker: string | null; isChecked: boolean } | null;
  /** Flags that still ask for somebody: without those about which a person has decided. */
  openFlags: readonly TransactionFlag[];
  /** The provider's own words about the outcome. */
  outcomeText: string | null;
  card: {
    bin: string | null;
    last4: string | null;
    type: TransactionRow['cardType'];
    entryMode: TransactionRow['entryMode'];
  };
  references: {
    ours: string;
    providerPaymentId: string | null;
    /** What the provider called it between delivery and result. */
    sessionId: string | null;
    providerDate: CalendarDay | null;
    authCode: string | null;
    rrn: string | null;
    stan: string | null;
    saleNumber: string | null;
  };
  acquirer: {
    id: string | null;
    name: string | null;
    issuerId: string | null;
    tid: string | null;
    mid: string | null;
  };
  batch: { id: BatchId; number: string | null; state: BatchState } | null;
  family: Family | null;
  timeline: TimelineLine[];
  notes: Note[];
  why: VisibleWhy;
  exchanges: VisibleExchange[];
};

/** What somebody wrote about it, newest first; `author` is null for a person who no longer works here. */
export type Note = { id: string; text: string; author: string | null; at: Date };

/** What decided how it stands, people by their names. */
export type VisibleWhy =
  | Exclude<Why, { by: 'person' }>
  | { by: 'person'; at: Date; decider: string | null; isChecked: boolean; checker: string | null };

/** One line of the timeline, newest first; `entry` is null for a line a later version wrote. */
export type TimelineLine = {
  key: string;
  at: Date;
  actor: string | null;
  /** Who confirmed what the actor did, where somebody did and still works here. */
  checker: string | null;
  entry: StoryEntry | null;
};

/** As much as is shown of what has no end of its own. */
const SHOWN = 100;

/** A call to the provider, as far as this person may see it. */
export type VisibleExchange = Omit<Exchange, 'purpose' | 'clockOffsetMs'> & { id: string; purpose: string };

/** The operation; throws NotFound when the id is malformed, unknown or another merchant's, without saying which. */
export async function getTransaction(
  ctx: Context<'transactions:see'>,
  id: string,
): Promise<TransactionDetail> {
  if (!isId('transaction', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, merchantId, id);
    if (!row) throw new NotFound();
    const [
      device,
      family,
      events,
      exchanges,
      batch,
      run,
      isContradicted,
      copies,
      mails,
      callbacks,
      notes,
      approval,
      acquirers,
    ] = await Promise.all([
      findDevicePlace(tx, merchantId, row.deviceId),
      listFamily(tx, merchantId, row),
      listEvents(tx, merchantId, id),
      listExchanges(tx, merchantId, id),
      row.batchId ? findBatch(tx, merchantId, row.batchId) : null,
      row.batchId ? findRunOfBatch(tx, merchantId, row.batchId) : null,
      readContradiction(tx, row),
      listCopies(tx, merchantId, id, SHOWN),
      listMailsOf(tx, merchantId, id, SHOWN),
      listCallbacksOf(tx, merchantId, id, SHOWN),
      listNotes(tx, merchantId, id, SHOWN),
      row.kind === 'refund' ? findApprovalOf(tx, merchantId, id) : null,
      row.acquirerId && !row.acquirerName ? listKnownAcquirerNames(tx, merchantId) : null,
    ]);
    const own = events.map((event) => ({ ...event, entry: toEntry(ctx, event.data) }));
    const lines = tellStory({ events: own, copies, mails, callbacks, runs: run ? [run] : [] });
    const why = whyState({ ...row, lines: own, exchanges, callbacks });
    const people = lines.flatMap(({ actorId, entry }) => [actorId ?? [], checkerOf(entry) ?? []].flat());
    const writers = notes.map((note) => note.writtenBy);
    const names = await findNames(tx, [
      ...new Set(
        [row.createdBy, approval?.decidedBy ?? [], ...people, ...writers, ...decidersOf(why)].flat(),
      ),
    ]);
    const nameOf = (id: UserId | null) => id && (names.get(id) ?? null);
    const acquirerName = row.acquirerName ?? acquirers?.get(row.acquirerId ?? '') ?? null;
    // What follows a sale or hold runs on its device.
    const devices = new Map(device ? [[row.deviceId, device]] : []);
    return {
      ...toListed(withShownKind(row, family), devices),
      ...detailOf(ctx, { ...row, acquirerName }),
      openFlags: row.flags.filter((flag) => isContradicted || !DECIDABLE_FLAGS.includes(flag)),
      createdBy: nameOf(row.createdBy),
      approval: approval && {
        id: approval.id,
        checker: nameOf(approval.decidedBy),
        isChecked: approval.decidedBy !== null,
      },
      batch: batch && { id: batch.id, number: batch.number, state: batch.state },
      family: toFamily(family, devices),
      timeline: lines.map(({ key, at, actorId, entry }) => ({
        key,
        at,
        actor: nameOf(actorId),
        checker: nameOf(checkerOf(entry)),
        entry: toShown(ctx, entry),
      })),
      notes: notes.map(({ id, text, writtenBy, writtenAt }) => ({
        id,
        text: visibleText(ctx.actor.role, text) ?? '',
        author: nameOf(writtenBy),
        at: writtenAt,
      })),
      why:
        why.by === 'person'
          ? {
              by: why.by,
              at: why.at,
              decider: nameOf(why.decidedBy),
              isChecked: why.checkedBy !== null,
              checker: nameOf(why.checkedBy),
            }
          : why,
      exchanges: exchanges.map((exchange) => toVisible(ctx, exchange)),
    };
  });
}

function checkerOf(entry: StoryEntry | null): UserId | null {
  return entry?.kind === 'decided' ? entry.checkedBy : null;
}

function decidersOf(why: Why): UserId[] {
  return why.by === 'person' ? [why.decidedBy, why.checkedBy ?? []].flat() : [];
}

/** Where a mail went, only to those who deal with customers and to those who help them. */
function toShown({ actor }: Context, entry: StoryEntry | null): StoryEntry | null {
  return entry?.kind === 'mailed' && !seesMaskedContact(actor.role) ? { ...entry, to: '' } : entry;
}

function toEntry(ctx: Context, data: unknown): TimelineEntry | null {
  const entry = timelineEntry.safeParse(data).data ?? null;
  return entry && 'text' in entry && entry.text
    ? { ...entry, text: visibleText(ctx.actor.role, entry.text) }
    : entry;
}

function detailOf(ctx: Context, row: TransactionRow) {
  const { role } = ctx.actor;
  return {
    environment: row.environment,
    provider: row.provider,
    originalId: row.originalId,
    deviceId: row.deviceId,
    installmentCount: row.installmentCount,
    surcharge: { minor: row.surchargeMinor, currency: row.currency },
    fiscal: visibleFiscal(role, fiscalDetails.parse(row.fiscal)),
    options: visibleOptions(role, saleOptions.parse(row.options)),
    reason: visibleText(role, row.reason),
    outcomeText: visibleText(role, row.outcomeText),
    card: {
      bin: seesBin(role) ? row.bin : null,
      last4: row.last4,
      type: row.cardType,
      entryMode: row.entryMode,
    },
    references: {
      ours: row.reference,
      providerPaymentId: paymentAtProvider(row.providerPaymentId),
      // Of a page it is made of what opens it: nobody's reference.
      sessionId: isHosted(row.provider) ? null : row.sessionId,
      providerDate: row.providerDate,
      authCode: row.authCode,
      rrn: row.rrn,
      stan: row.stan,
      saleNumber: row.saleNumber,
    },
    acquirer: {
      id: row.acquirerId,
      name: row.acquirerName,
      issuerId: row.issuerId,
      tid: row.tid,
      mid: row.mid,
    },
  };
}

/** A kept call as this person may see it. */
export function toVisible(ctx: Context, exchange: ExchangeRow): VisibleExchange {
  const { role } = ctx.actor;
  return {
    id: exchange.id,
    purpose: exchange.purpose,
    at: exchange.at,
    durationMs: exchange.durationMs,
    path: exchange.path,
    request: visibleBody(role, exchange.request),
    httpStatus: exchange.httpStatus,
    response: visibleBody(role, exchange.response),
    failure: visibleText(role, exchange.failure),
  };
}

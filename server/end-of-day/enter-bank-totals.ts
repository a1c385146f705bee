import type { Tx } from '#db/client.ts';
import { findReading } from '#db/queries/bank-readings.ts';
import { lockGoingBatches, updateBatch } from '#db/queries/batches.ts';
import { lockRun, type RunRow, updateRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { listBookMembers } from '#db/queries/report-facts.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { bankDateOfBook } from '#server/batches/join-bank-book.ts';
import { CARD_BRANDS } from '#server/kernel/card-brands.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { sameNumber } from '#server/kernel/same-number.ts';
import { businessDayRange } from '#server/kernel/time.ts';
import { bankReading, type PaymentDifference } from './bank-reading.ts';
import { type FilledIn, filledIn, sourceOf } from './figure-source.ts';
import { lateLines } from './late-lines.ts';
import { reconcileLines } from './reconcile.ts';
import { recordRun } from './record-run.ts';
import type { BankPart, ReportContent, ReportDifference, TerminalLine } from './report.ts';
import { keepReport, type OurSide, readOurSide } from './write-report.ts';

/** One figure of the bank: of which cards, how many operations if it says, and what is left of them in minor units. */
export type BankFigure = { group: string; currency: CurrencyCode; count: number | null; amountMinor: number };

/** What the bank's own report says: copied by a person, or read from the bank and checked by one. */
export type BankTotals = {
  runId: EndOfDayRunId;
  /** When the bank's figures were read that the form was filled in with; null: it was empty. */
  readAt: Date | null;
  batchNumber: string | null;
  /** Why the bank's number is not ours. */
  numberNote: string | null;
  figures: readonly BankFigure[];
  /** The bank says so, although it is not what we have. */
  acceptsDifference: boolean;
};

/** Why figures were not taken; nothing was changed. */
export type BankTotalsFailure =
  /** Somebody entered them a moment ago, or nothing of this run is to be entered. */
  | { kind: 'not_awaited' }
  /** They were filled in from an answer of the bank that is not the latest one any more. */
  | { kind: 'read_anew' }
  /** A card type of our book has no figure: not even that the bank has none of it. */
  | { kind: 'figure_missing'; group: string; name: string | null }
  | { kind: 'figure_twice'; group: string; name: string | null }
  | { kind: 'other_currency'; currency: CurrencyCode }
  | { kind: 'number_unexplained'; number: string }
  /** A report is written once: a difference has to be confirmed, for it may be a slip of the fingers. */
  | { kind: 'differs'; differences: ReportDifference[]; payments: PaymentDifference[] };

/**
 * Holds our book of a batch that the bank closed against the bank's figures, freezes both in a numbered report that says who
 * typed them or when they were read, and closes the book, all in one commit (INV-11). Throws NotFound for a run of nobody here.
 */
export async function enterBankTotals(
  ctx: Context<'end-of-day:run'>,
  totals: BankTotals,
): Promise<Result<{ isMatched: boolean }, BankTotalsFailure>> {
  return ctx.inTransaction(async (tx) => {
    const run = await lockRun(tx, ctx.merchant.id, totals.runId);
    if (!run) throw new NotFound();
    if (run.state !== 'awaiting_totals') return err({ kind: 'not_awaited' });
    const read = totals.readAt && (await findFilledIn(tx, run, totals.readAt));
    if (totals.readAt && !read) return err({ kind: 'read_anew' });
    const at = ctx.clock.now();
    // An older day may have come up late and be entered at the same time: reports are numbered one after the other.
    await lockGoingBatches(tx, ctx.merchant.id, run.deviceId);
    const side = await readOurSide(ctx, tx, run, at);
    const failure = unfit(totals, side);
    if (failure) return err(failure);
    const lines = totals.figures.map((figure) => toLine(figure, read));
    const match = reconcileLines(side.content.ours, lines);
    // Sums may agree although one payment is missing and another one too many.
    const payments = read?.payments ?? [];
    const isMatched = match.isMatched && payments.length === 0;
    if (!isMatched && !totals.acceptsDifference)
      return err({ kind: 'differs', differences: match.differences, payments });
    const source = read && lines.every((line) => line.source === 'read') ? 'read' : 'typed';
    const people = {
      typedBy: source === 'typed' ? ctx.actor.name : null,
      readAt: read?.at.toISOString() ?? null,
      checkedBy: read ? ctx.actor.name : null,
    };
    const bank = {
      ...(await bankPartOf(ctx, tx, totals, side)),
      ...people,
      ...(read?.payments && { payments: read.payments }),
    };
    await close(ctx, tx, run, { ...side.content, ...match, isMatched, source, bank }, at);
    return ok({ isMatched });
  });
}

async function findFilledIn(tx: Tx, { merchantId, id }: RunRow, readAt: Date): Promise<FilledIn | null> {
  const row = await findReading(tx, merchantId, id);
  const read = row?.answeredAt ? filledIn(bankReading.parse(row.answer), row.answeredAt) : null;
  return read?.at.getTime() === readAt.getTime() ? read : null;
}

/** What is wrong with figures before anything is compared. */
function unfit({ figures, ...totals }: BankTotals, side: OurSide): BankTotalsFailure | null {
  const { ours } = side.content;
  const keys = figures.map(keyOf);
  const twice = figures.find((figure, place) => keys.indexOf(keyOf(figure)) !== place);
  if (twice) return { kind: 'figure_twice', group: twice.group, name: nameOf(twice.group) };
  const known = new Set<CurrencyCode>([
    ...side.capabilities.currencies,
    ...ours.map((line) => line.currency),
  ]);
  const foreign = figures.find(({ currency }) => !known.has(currency));
  if (foreign) return { kind: 'other_currency', currency: foreign.currency };
  const missing = ours.find((line) => !keys.includes(keyOf({ ...line, group: line.acquirerId })));
  if (missing) return { kind: 'figure_missing', group: missing.acquirerId, name: missing.acquirerName };
  const { number } = side.batch;
  const isOurs = number === null || (totals.batchNumber !== null && sameNumber(totals.batchNumber, number));
  if (number !== null && !isOurs && totals.numberNote === null) return { kind: 'number_unexplained', number };
  return null;
}

function keyOf({ group, currency }: Pick<BankFigure, 'group' | 'currency'>): string {
  return `${currency} ${group}`;
}

function nameOf(group: string): string | null {
  return CARD_BRANDS.get(group) ?? null;
}

function toLine(figure: BankFigure, read: FilledIn | null): TerminalLine {
  const { group, currency, count, amountMinor } = figure;
  return {
    acquirerId: group,
    acquirerName: nameOf(group),
    tid: null,
    mid: null,
    currency,
    count,
    amountMinor,
    isClosed: true,
    code: '',
    ...(read && { source: sourceOf(figure, read) }),
  };
}

async function bankPartOf(
  ctx: Context<'end-of-day:run'>,
  tx: Tx,
  { batchNumber, numberNote }: BankTotals,
  { batch, capabilities, names }: OurSide,
): Promise<Omit<BankPart, 'typedBy' | 'readAt' | 'checkedBy'>> {
  const { accountingCalendar: calendar, totalsBy } = capabilities;
  const date = bankDateOfBook(batch, calendar);
  const members = await listBookMembers(tx, ctx.merchant.id, batch.id);
  return {
    date,
    timeZone: calendar.timeZone,
    cutOff: calendar.cutOff,
    endedAt: businessDayRange(date, calendar).to.toISOString(),
    batchNumber,
    numberNote,
    late: lateLines(members, { number: batch.number, bankDate: date }, { calendar, totalsBy, names }),
  };
}

async function close(
  ctx: Context<'end-of-day:run'>,
  tx: Tx,
  run: RunRow,
  content: ReportContent,
  at: Date,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  const { isMatched } = content;
  await keepReport(ctx, tx, run, content, at);
  if (!(await updateBatch(tx, merchantId, run.batchId, 'ended', { state: 'closed', closedAt: at })))
    throw new Error(`The batch of ${run.id} was not ended`);
  await updateRun(tx, merchantId, run.id, 'awaiting_totals', { state: 'closed', isMatched, endedAt: at });
  await announce(tx, { merchantId, topic: 'end-of-day', id: run.id });
  await announce(tx, { merchantId, topic: 'device', id: run.deviceId });
  await recordRun(ctx, tx, run, 'closed', { isMatched });
}
